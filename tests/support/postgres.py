"""A PostgreSQL server of this test's own, from the system's packages; as root it runs under the account postgres."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.mail import free_port


def binaries() -> Path | None:
    """Where initdb and pg_ctl are: on the path, or in Debian's folder of the newest version."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return folders[-1] if folders else None


@contextmanager
def server() -> Iterator[str]:
    """The address of an empty database; everything is gone afterwards."""
    folder, tools = Path(tempfile.mkdtemp(prefix="pg-")), binaries()
    assert tools, "PostgreSQL is missing: apt install postgresql"
    lead: list[str] = []
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        lead = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
    port, data = free_port(), folder / "data"

    def run(tool: str, *arguments: str) -> None:
        done = subprocess.run(
            [*lead, str(tools / tool), *arguments], cwd=folder, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr

    run(
        "initdb",
        "--pgdata",
        str(data),
        "--auth",
        "trust",
        "--username",
        "postgres",
        "--encoding",
        "UTF8",
        "--locale",
        "C",
    )
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run(
        "pg_ctl", "--pgdata", str(data), "--wait", "--log", str(folder / "log"), "--options", options, "start"
    )
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "--pgdata", str(data), "--mode", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
