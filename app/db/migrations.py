"""Brings a database to the schema of this version of the product.

Alembic is loaded only to migrate: that takes a tenth of a start, and at most starts there is nothing to do.
"""

from functools import cache
from pathlib import Path

from sqlalchemy import Engine, inspect, text

CONFIG = Path(__file__).resolve().parents[2] / "alembic.ini"
VERSIONS = CONFIG.parent / "migrations" / "versions"


class NewerSchemaError(RuntimeError):
    """The database was migrated by a later version of the product."""


def migrate(engine: Engine, revision: str = "head") -> None:
    """Upgrade the database. NewerSchemaError when it is ahead of this version."""
    found = current(engine)
    if found is not None and found not in known():
        raise NewerSchemaError(
            f"the database is at schema {found}, which this version does not know; run the version that made it"
        )
    if found != (known()[-1] if revision == "head" else revision):
        _run(engine, "upgrade", revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to an earlier schema."""
    _run(engine, "downgrade", revision)


def current(engine: Engine) -> str | None:
    """Return the schema revision of the database, None when it is empty."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def is_current(engine: Engine) -> bool:
    """Whether the database has the schema of this version."""
    return current(engine) == known()[-1]


@cache
def known() -> tuple[str, ...]:
    """Return the revisions that this version has, oldest first. A file is named by day, revision and subject."""
    return tuple(sorted(path.name.split("_")[1] for path in VERSIONS.glob("*_*_*.py")))


def _run(engine: Engine, verb: str, revision: str) -> None:
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415 - the same

    config = Config(str(CONFIG))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        getattr(command, verb)(config, revision)
