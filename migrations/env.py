"""Runs migrations on the connection it is given, or on the configured database."""

from contextlib import AbstractContextManager

from alembic import context
from sqlalchemy import Connection, text

from app.db.engine import make_engine
from app.settings import get_settings
from app.tables import metadata

# A migration gives up rather than queue behind a long transaction and block everyone after it.
LOCK_TIMEOUT = "5s"


def migrate(connection: Connection) -> None:
    """Run the migrations, all of them or none."""
    if connection.dialect.name == "sqlite":
        _migrate_sqlite(connection)
        return
    with _transaction(connection):
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
        context.run_migrations()


def _migrate_sqlite(connection: Connection) -> None:
    """Run them with foreign keys off: rebuilding a parent table would delete its children."""
    _check_references(connection, "OFF")
    try:
        with _transaction(connection):
            context.run_migrations()
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration breaks references: {broken[:5]}")
    finally:
        _check_references(connection, "ON")


def _check_references(connection: Connection, mode: str) -> None:
    # Between transactions: inside one SQLite ignores this without a word.
    connection.connection.cursor().execute(f"PRAGMA foreign_keys = {mode}")


def _transaction(connection: Connection) -> AbstractContextManager[object]:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_server_default=True,
        transactional_ddl=True,  # Alembic takes SQLite for unable to
    )
    return context.begin_transaction()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    engine = make_engine(get_settings().database)
    with engine.connect() as own:
        migrate(own)
    engine.dispose()
