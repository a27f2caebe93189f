"""Removing what has expired."""

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlmodel import Session

from app.accounts import invitations, sessions
from app.accounts.expiry import remove_expired
from app.accounts.links import LINKS
from app.accounts.models import ProviderVisit, Role, Throttle
from app.accounts.service import Member
from app.accounts.sessions import SIGN_INS, Limits
from app.db.columns import now, table_of

LIMITS = Limits(timedelta(hours=12), timedelta(days=7))
THROTTLES, VISITS = table_of(Throttle), table_of(ProviderVisit)


def test_sign_ins_that_ended_go(session: Session, director: Member) -> None:
    session.execute(delete(SIGN_INS))
    for browser, seen, started in (("idle", 13, 13), ("old", 1, 24 * 8), ("used", 11, 24 * 6)):
        sessions.start(session, director.person_id, browser)
        times = {"seen_at": now() - timedelta(hours=seen), "started_at": now() - timedelta(hours=started)}
        session.execute(update(SIGN_INS).where(SIGN_INS.c.browser == browser).values(times))
    assert remove_expired(session, LIMITS) == 2
    assert session.scalars(select(SIGN_INS.c.browser)).all() == ["used"]


def test_links_that_ended_go(session: Session, director: Member) -> None:
    invitations.invite(session, director, "old@example.com", Role.STEERING)
    session.execute(update(LINKS).values(expires_at=now() - timedelta(seconds=1)))
    invitations.invite(session, director, "new@example.com", Role.STEERING)
    assert remove_expired(session, LIMITS) == 1
    assert session.scalars(select(LINKS.c.email)).all() == ["new@example.com"]


def test_counts_of_tries_and_visits_that_ended_go(session: Session, director: Member) -> None:
    seconds = int(now().timestamp())
    session.add_all([Throttle(key="old", window_start=seconds - 90_000, tries=1)])
    session.add_all([Throttle(key="new", window_start=seconds - 3_600, tries=1)])
    for name, minutes in (("old", -1), ("new", 1)):
        ends = now() + timedelta(minutes=minutes)
        session.add(ProviderVisit(token_hash=name, state="s", nonce="n", verifier="v", expires_at=ends))
    session.flush()
    assert remove_expired(session, LIMITS) == 2
    assert session.scalars(select(THROTTLES.c.key)).all() == ["new"]
    assert session.scalars(select(VISITS.c.token_hash)).all() == ["new"]
