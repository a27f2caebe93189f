"""``kam audit``: what somebody who looks after the installation asks of the audit trail."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that the others start at once

import click

from app.db.command import Refused, database, say


@click.group()
def audit() -> None:
    """Look after the audit trail."""


@audit.command()
def verify() -> None:
    """Check that no event of the audit trail was changed, deleted, put in or moved.

    Prints the first fault and ends with status 1, or prints how many events there are and the hash of the last one.
    Who can write to the database could make a whole new trail: keep that line elsewhere now and then, and compare.
    """
    from app.accounts.audit_check import BrokenTrailError, check
    from app.db.engine import steady
    from app.db.migrations import is_current

    with database() as (engine, _):
        if not is_current(engine):
            raise Refused("The database is not at the schema of this version. Run: kam migrate")
        try:
            with steady(engine) as session:
                events, last = check(session)
        except BrokenTrailError as error:
            say(f"The audit trail is broken. {error}")
            raise click.exceptions.Exit(1) from error
    say(f"The audit trail is sound: {events} {'event' if events == 1 else 'events'}, the last with hash {last or '-'}.")
