"""`make migration`: write the revision that the models ask for. For developers of the core.

    python -m migrations                   # rewrites 0001, as long as nothing was released
    python -m migrations "add gift cards"  # a new revision on top of the last one

Until 0.1 is released there is one revision, and changing it is right: nobody has data yet. From
the first release on a revision never changes again. Read what was generated: renames look like a
drop and an addition, and data is never moved.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from alembic import command
from shopwright.platform.db.changing import schema_connection
from shopwright.platform.db.migrate import SCRIPTS, alembic_config
from shopwright.testing.servers import create_database, postgres_server

_VERSIONS = SCRIPTS.resolve() / "versions"
_FIRST = "the tables of the core"


def main(message: str | None) -> None:
    """Compare the models with what the revisions make, on a PostgreSQL of our own."""
    existing = sorted(_VERSIONS.glob("[0-9]*.py"))
    if message is None:
        for path in existing:
            path.unlink()
        existing, message = [], _FIRST
    number = f"{len(existing) + 1:04d}"
    with postgres_server() as server:
        url = create_database(server).replace("postgresql://", "postgresql+psycopg://")
        with schema_connection(url) as connection:
            config = alembic_config(connection)
            config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
            command.upgrade(config, "head")
            command.revision(config, message, autogenerate=True, rev_id=number)
    (written,) = _VERSIONS.glob(f"{number}_*.py")
    ruff = [sys.executable, "-m", "ruff"]
    subprocess.run([*ruff, "check", "--select", "I,F401", "--fix", "-q", str(written)], check=True)
    subprocess.run([*ruff, "format", "-q", str(written)], check=True)
    print(f"wrote {written.relative_to(Path.cwd())}; read it before you commit it")  # noqa: T201


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or None)
