"""What the audit trail says."""

from sqlalchemy import Engine, select

from app.accounts.audit import EVENTS


def trail(engine: Engine) -> list[tuple[str, str, str]]:
    """Return every event as who did what on what, oldest first."""
    columns = (EVENTS.c.person, EVENTS.c.action, EVENTS.c.subject)
    with engine.connect() as connection:
        return [(row[0], row[1], row[2]) for row in connection.execute(select(*columns).order_by(EVENTS.c.id))]
