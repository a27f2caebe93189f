"""What a calendar should show of the plan: when actions are due, and the cycles and reviews that are set for later."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlmodel import Session

from app.accounts.models import Unit
from app.accounts.service import Member
from app.assessments.models import Assessment, SealRow
from app.db.columns import table_of
from app.plans.action_details import ListedAction
from app.plans.actions import Filter, checklist, list_actions
from app.plans.calendar import Event
from app.plans.models import Status
from app.plans.next_reviews import list_next_reviews
from app.plans.wording import place

ASSESSMENTS, UNITS, SEALS = table_of(Assessment), table_of(Unit), table_of(SealRow)


def events(session: Session, member: Member, chosen: Filter, base: str, today: date) -> list[Event]:
    """Return the chosen actions, and from ``today`` on the cycles and reviews, in the chosen unit if there is one.

    ``base`` is how people reach this installation: addresses begin with it, and it makes the events its own.
    """
    actions = [_action(action, base) for action in list_actions(session, member, chosen)]
    cycles = _cycles(session, member, chosen.unit_id, base, today)
    return [*actions, *cycles, *_reviews(session, member, chosen.unit_id, base, today)]


def _action(action: ListedAction, base: str) -> Event:
    done = "Done: " if action.status is Status.DONE else ""
    facts = [
        f"{action.unit}. {place(checklist(), action.details)}.",
        f"Owner: {action.owner}.",
        f"Seen when done: {action.details.seen_when_done}" if action.details.seen_when_done else "",
    ]
    return Event(
        uid=_uid("action", action.id, base),
        day=action.due_on,
        summary=f"{done}{action.details.title}",
        description="\n".join(filter(None, facts)),
        url=f"{base}/actions/{action.id}",
        sequence=action.version - 1,
        cancelled=action.status is Status.DROPPED,
    )


def _cycles(session: Session, member: Member, unit_id: int | None, base: str, today: date) -> Iterator[Event]:
    planned = (
        select(ASSESSMENTS.c.id, ASSESSMENTS.c.title, ASSESSMENTS.c.held_on, ASSESSMENTS.c.version, UNITS.c.name)
        .join_from(ASSESSMENTS, UNITS, UNITS.c.id == ASSESSMENTS.c.unit_id)
        .outerjoin(SEALS, SEALS.c.assessment_id == ASSESSMENTS.c.id)
        .where(ASSESSMENTS.c.organisation_id == member.organisation_id, SEALS.c.assessment_id.is_(None))
        .where(ASSESSMENTS.c.held_on >= today)
        .order_by(ASSESSMENTS.c.held_on, ASSESSMENTS.c.id)
    )
    if unit_id is not None:
        planned = planned.where(ASSESSMENTS.c.unit_id == unit_id)
    for row in session.execute(planned):
        uid, url = _uid("cycle", row.id, base), f"{base}/cycles/{row.id}"
        yield Event(uid, row.held_on, f"KAM assessment: {row.title}, {row.name}", url=url, sequence=row.version - 1)


def _reviews(session: Session, member: Member, unit_id: int | None, base: str, today: date) -> Iterator[Event]:
    """Yield each day that is set for the next review of a unit; of several reviews that set the same, the first."""
    by_unit = list_next_reviews(session, member, today)
    setting = [meeting for unit, meeting in by_unit.items() if unit_id in {None, unit}]
    set_days = {one.next_on: one for one in sorted(setting, key=lambda one: -one.review_id) if one.next_on}
    for day, one in sorted(set_days.items()):
        if day >= today:
            uid, url = _uid("review", one.review_id, base), f"{base}/reviews/{one.review_id}"
            yield Event(uid, day, "Review of KAM maturity", url=url, sequence=one.version - 1)


def _uid(kind: str, number: int, base: str) -> str:
    return f"{kind}-{number}@{urlsplit(base).netloc}"
