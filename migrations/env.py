"""Runs migrations on the connection it is given, or on the configured database."""

from alembic import context
from sqlalchemy import Connection, text

from app.db.engine import make_engine
from app.settings import get_settings
from app.tables import metadata

# A migration gives up rather than queue behind a long transaction and block everyone after it.
LOCK_TIMEOUT = "5s"


def migrate(connection: Connection) -> None:
    """Run the migrations. On SQLite foreign keys are off meanwhile: rebuilding a parent would delete its children."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        connection.commit()
        connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=sqlite,
        compare_server_default=True,
    )
    with context.begin_transaction():
        if not sqlite:
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
        context.run_migrations()
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration breaks references: {broken[:5]}")
    if sqlite:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys = ON")


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    engine = make_engine(get_settings().database)
    with engine.connect() as own:
        migrate(own)
    engine.dispose()
