"""The vault: words that only one person may read, each person's sealed with a key of their own.

A person's key is 32 random bytes, itself sealed with the master key, in a file of `KEYS_DIR`. It is
not in the database: who holds a dump, and even the master key, opens nothing; and when a person's
key is erased, their words are unreadable in every copy of the database, older ones included.
"""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from partners import sealing
from partners.models import Person
from partners.sealing import CannotOpen

KEY_SIZE = 32  # bytes

__all__ = ["CannotOpen", "erase", "rotate", "seal", "unseal"]


def seal(person: Person, words: str, bound_to: str) -> bytes:
    """Return `words` sealed with the person's key, to be opened only with the same `bound_to`."""
    return sealing.encrypt(_key_of(person), words.encode(), _bound(person, bound_to))


def unseal(person: Person, sealed: bytes, bound_to: str) -> str:
    """Return the words that `seal` was given. Raises CannotOpen."""
    try:
        key = _open(_path(person))
    except FileNotFoundError as error:
        raise CannotOpen from error
    return sealing.decrypt(key, sealed, _bound(person, bound_to)).decode()


def erase(person: Person) -> None:
    """Destroy the person's key: nothing sealed with it can be read again, in any copy."""
    with suppress(FileNotFoundError):
        path = _path(person)
        path.write_bytes(os.urandom(path.stat().st_size))
        path.unlink()


def rotate() -> int:
    """Seal every person's key with the present master key. Return how many.

    What the keys sealed is not touched, so this may run while people read and write.
    """
    count = 0
    for path in settings.KEYS_DIR.glob("*/*.key"):
        with suppress(FileNotFoundError):  # erased meanwhile
            _replace(path, _open(path))
            count += 1
    return count


def _bound(person: Person, bound_to: str) -> str:
    return f"{person.vault}:{bound_to}"


def _path(person: Person) -> Path:
    name = person.vault.hex
    return settings.KEYS_DIR / name[:2] / f"{name}.key"


def _key_of(person: Person) -> bytes:
    """Return the person's key; make it the first time. Of two at once, one makes it for both."""
    path = _path(person)
    while True:
        with suppress(FileNotFoundError):
            return _open(path)
        with suppress(FileExistsError):
            _write_new(path, os.urandom(KEY_SIZE))


def _open(path: Path) -> bytes:
    return sealing.open_with_any(path.read_bytes(), path.stem)


def _unfinished(path: Path, key: bytes) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sealed = sealing.encrypt(next(sealing.master_keys()), key, path.stem)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    return Path(file.name)


def _write_new(path: Path, key: bytes) -> None:
    unfinished = _unfinished(path, key)
    try:
        os.link(unfinished, path)  # refuses to replace another's
    finally:
        unfinished.unlink()


def _replace(path: Path, key: bytes) -> None:
    _unfinished(path, key).replace(path)
