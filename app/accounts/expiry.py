"""Removing what has run out: sign-ins, links, counts of tries, and visits to the provider that never came back."""

from datetime import timedelta

from sqlalchemy import delete, or_
from sqlmodel import Session

from app.accounts.models import LinkRow, ProviderVisit, SignInRow, Throttle
from app.accounts.sessions import Limits
from app.db.columns import now, table_of

SIGN_INS, LINKS = table_of(SignInRow), table_of(LinkRow)
VISITS, THROTTLES = table_of(ProviderVisit), table_of(Throttle)
# No window of a throttle is longer.
THROTTLES_LAST = timedelta(days=1)


def remove_expired(session: Session, limits: Limits) -> int:
    """Remove everything that has run out, and return how many rows that were. Nobody loses anything that works."""
    at = now()
    ended = or_(SIGN_INS.c.seen_at < at - limits.idle, SIGN_INS.c.started_at < at - limits.absolute)
    expired = (
        delete(SIGN_INS).where(ended).returning(SIGN_INS.c.id),
        delete(LINKS).where(LINKS.c.expires_at < at).returning(LINKS.c.id),
        delete(VISITS).where(VISITS.c.expires_at < at).returning(VISITS.c.token_hash),
        delete(THROTTLES)
        .where(THROTTLES.c.window_start < (at - THROTTLES_LAST).timestamp())
        .returning(THROTTLES.c.key),
    )
    return sum(len(session.execute(statement).all()) for statement in expired)
