"""Brings a database to the schema of this version of the product."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

CONFIG = Path(__file__).resolve().parents[2] / "alembic.ini"


class NewerSchemaError(RuntimeError):
    """The database was migrated by a later version of the product."""


def migrate(engine: Engine, revision: str = "head") -> None:
    """Upgrade the database. NewerSchemaError when it is ahead of this version."""
    found = current(engine)
    if found is not None and found not in _known():
        raise NewerSchemaError(
            f"the database is at schema {found}, which this version does not know; run the version that made it"
        )
    _run(engine, command.upgrade, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to an earlier schema."""
    _run(engine, command.downgrade, revision)


def current(engine: Engine) -> str | None:
    """Return the schema revision of the database, None when it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current(engine: Engine) -> bool:
    """Whether the database has the schema of this version."""
    return current(engine) == _scripts().get_current_head()


def _run(engine: Engine, verb: Callable[[Config, str], None], revision: str) -> None:
    config = Config(str(CONFIG))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        verb(config, revision)


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(Config(str(CONFIG)))


def _known() -> set[str]:
    return {script.revision for script in _scripts().walk_revisions()}
