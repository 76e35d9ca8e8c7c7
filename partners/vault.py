"""The vault: words that only one person may read, each person's sealed with keys of their own.

A person's keys are random bytes, one for each drawer, together sealed with the master key in one
file of `KEYS_DIR`. They are not in the database: who holds a dump, and even the master key, opens
nothing; and once a key is destroyed, what it sealed is unreadable in every copy of the database,
older ones included. Before sealing, words are filled up to one of few sizes, so that a ciphertext
tells next to nothing about how much was written.

Files are written whole, put in place in one step, and on the disk before anything is sealed with
what they hold. One writer at a time holds the lock of a directory; readers need none.
"""

import fcntl
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import islice
from pathlib import Path
from typing import IO, Protocol
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from partners import sealing
from partners.sealing import CannotOpen

__all__ = [
    *("SITE", "CannotOpen", "Drawer", "Key", "NoKey"),
    *("erase", "is_begun", "key_of", "master_key_fits", "renew", "rotate", "seal", "unseal"),
]

KEY_SIZE = 32  # bytes
SOME = 20  # key files that are tried before the site starts
AT_ONCE = 8  # directories whose keys are sealed anew: most of it is waiting for the disk
SMALLEST = 16 * 1024  # bytes: most of what people write fills no more, in any script


class Drawer(IntEnum):
    """What a key opens. Each drawer has a key of its own, so that one can be emptied for good."""

    OWN = 0  # what a person may show others one day, such as why they came
    JOURNAL = 1


class Keyholder(Protocol):
    """Whoever has keys: `vault` names their file."""

    @property
    def vault(self) -> UUID: ...


@dataclass(frozen=True)
class Site:
    """The site itself: it has a key too, for what must outlive a change of the master key."""

    vault: UUID


SITE = Site(UUID(int=0))


class NoKey(CannotOpen):
    """This person has no key: nothing was ever sealed with it, or it was destroyed."""


@dataclass(frozen=True)
class Key:
    """One person's key to one drawer."""

    holder: UUID = field(repr=False)
    secret: bytes = field(repr=False)

    def seal(self, words: str, bound_to: str) -> bytes:
        """Return `words` sealed, to be opened only with the same `bound_to`."""
        return sealing.encrypt(
            self.secret, sealing.fill_up(words, smallest=SMALLEST), self._bound(bound_to)
        )

    def unseal(self, sealed: bytes | memoryview, bound_to: str) -> str:
        """Return the words that `seal` was given. Raises CannotOpen."""
        return sealing.words_in(sealing.decrypt(self.secret, bytes(sealed), self._bound(bound_to)))

    def derive(self, purpose: str, size: int = KEY_SIZE) -> bytes:
        """Return `size` bytes that only this key yields, for one purpose."""
        return HKDF(SHA256(), size, salt=None, info=purpose.encode()).derive(self.secret)

    def _bound(self, bound_to: str) -> str:
        return f"{self.holder}:{bound_to}"


def seal(person: Keyholder, words: str, bound_to: str) -> bytes:
    """Return `words` sealed with the person's own key, which is made the first time."""
    return key_of(person, make=True).seal(words, bound_to)


def unseal(person: Keyholder, sealed: bytes | memoryview, bound_to: str) -> str:
    """Return the words that `seal` was given. Raises CannotOpen."""
    return key_of(person).unseal(sealed, bound_to)


def key_of(person: Keyholder, drawer: Drawer = Drawer.OWN, *, make: bool = False) -> Key:
    """Return the person's key to a drawer. Two who `make` it at once get the same one.

    Raises NoKey if there is none, CannotOpen if the master key does not fit.
    """
    path = _path(person)
    try:
        keys = _read(path)
    except NoKey:
        if not make:
            raise
        keys = _make(path)
    return Key(person.vault, keys[drawer])


def renew(person: Keyholder, drawer: Drawer) -> None:
    """Destroy the key to one drawer: what is in it can never be read again, in any copy."""
    path = _path(person)
    with _only_writer(path.parent), suppress(NoKey):
        keys = _read(path)
        keys[drawer] = os.urandom(KEY_SIZE)
        with path.open("r+b") as old:
            _put(path, keys)
            _write_over(old)


def erase(person: Keyholder) -> None:
    """Destroy all the person's keys: nothing they sealed can be read again, in any copy."""
    path = _path(person)
    with _only_writer(path.parent), suppress(FileNotFoundError):
        path.replace(_gone(path))
        _shred(_gone(path))


def rotate() -> tuple[int, int]:
    """Seal every person's keys with the present master key. Return how many, and how many did not.

    What the keys sealed is not touched, so this may run while people read and write. Those that
    did not open are left as they are.
    """
    with ThreadPoolExecutor(AT_ONCE) as writers:
        found = Counter[bool]()
        for each in writers.map(_rotate_in, settings.KEYS_DIR.glob("??")):
            found += each
    return found[True], found[False]


def _rotate_in(directory: Path) -> Counter[bool]:
    """Seal the keys in one directory anew; count those that opened, and those that did not."""
    found = Counter[bool]()
    with _only_writer(directory):
        for path in directory.glob("*.key"):
            try:
                _put(path, _read(path))
                found[True] += 1
            except CannotOpen:
                found[False] += 1
    return found


def is_begun() -> bool:
    """Say whether there is any key yet."""
    return next(settings.KEYS_DIR.glob("*/*.key"), None) is not None


def master_key_fits() -> bool:
    """Say whether the master key opens some of the keys. One broken file says nothing."""
    some = [*islice(settings.KEYS_DIR.glob("*/*.key"), SOME)]
    return not some or any(map(_opens, some))


def _opens(path: Path) -> bool:
    with suppress(CannotOpen):
        return bool(_read(path))
    return False


def _path(person: Keyholder) -> Path:
    name = person.vault.hex
    return settings.KEYS_DIR / name[:2] / f"{name}.key"


def _new(path: Path) -> Path:
    return path.with_name(f".{path.stem}.new")


def _gone(path: Path) -> Path:
    return path.with_name(f".{path.stem}.gone")


def _read(path: Path) -> list[bytes]:
    """Return the keys in a file. Raises NoKey if there is none, CannotOpen if it does not open."""
    try:
        return _opened(path)
    except NoKey:
        raise
    except CannotOpen:
        return _opened(path)  # once more: `renew` may have shredded it under our eyes


def _opened(path: Path) -> list[bytes]:
    try:
        content = sealing.open_with_any(path.read_bytes(), path.stem)
    except FileNotFoundError as error:
        raise NoKey from error
    return [content[start : start + KEY_SIZE] for start in range(0, len(content), KEY_SIZE)]


def _make(path: Path) -> list[bytes]:
    with _only_writer(path.parent):
        with suppress(NoKey):
            return _read(path)  # somebody was faster
        keys = [os.urandom(KEY_SIZE) for _drawer in Drawer]
        _put(path, keys)
    _flush(settings.KEYS_DIR)
    return keys


@contextmanager
def _only_writer(directory: Path) -> Iterator[None]:
    """Be the only one to write here; tidy up after one who was interrupted.

    What was written and destroyed is so on the disk, too, when this ends.
    """
    for each in (settings.KEYS_DIR, directory):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (directory / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for unfinished in directory.glob(".*.new"):
            unfinished.unlink()
        for condemned in directory.glob(".*.gone"):
            _shred(condemned)
        yield
        _flush(directory)


def _put(path: Path, keys: list[bytes]) -> None:
    """Write the file whole, then put it in place."""
    sealed = sealing.encrypt(next(sealing.master_keys()), b"".join(keys), path.stem)
    descriptor = os.open(_new(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode=0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    _new(path).replace(path)


def _shred(path: Path) -> None:
    with path.open("r+b") as file:
        _write_over(file)
    path.unlink()


def _write_over(file: IO[bytes]) -> None:
    """Leave noise where a key was, for disks that keep what is deleted."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    file.write(os.urandom(size))
    file.flush()
    os.fsync(file.fileno())


def _flush(directory: Path) -> None:
    """Have the disk keep the names in a directory: a file without its name is lost."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
