"""The cycles that a member may see: one by its id, the newest, the history of a unit, the latest of each.

Looking up and authorising are one act. Statements are made once: putting one together costs more than running it.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select, tuple_
from sqlmodel import Session

from app.accounts.models import Unit
from app.accounts.service import Member
from app.accounts.units import list_units
from app.assessments.cycle import Cycle, Listed, cycle_of
from app.assessments.models import Assessment, SealRow
from app.assessments.outcomes import Outcome, Outcomes
from app.assessments.scores import scores_of
from app.db.columns import LAST_ID, table_of
from app.errors import NotFoundError
from app.maturity.scoring import Scores

PAGE_SIZE = 10
RECENT = 1000

ASSESSMENTS, UNITS, SEALS = table_of(Assessment), table_of(Unit), table_of(SealRow)
_newer, _newer_seal = ASSESSMENTS.alias("newer"), SEALS.alias("newer_seal")
_source = ASSESSMENTS.alias("source")
_ANYBODYS = (
    select(
        *(column for column in ASSESSMENTS.c if not column.name.endswith(("organisation_id", "_at"))),
        UNITS.c.name.label("unit"),
        SEALS.c.sealed_at,
        SEALS.c.sha256,
        _newer.c.id.label("corrected_by"),
        _newer_seal.c.assessment_id.is_not(None).label("is_replaced"),
        _source.c.title.label("copied_from"),
    )
    .join_from(ASSESSMENTS, UNITS, UNITS.c.id == ASSESSMENTS.c.unit_id)
    .outerjoin(SEALS, SEALS.c.assessment_id == ASSESSMENTS.c.id)
    .outerjoin(_newer, _newer.c.corrects_id == ASSESSMENTS.c.id)
    .outerjoin(_newer_seal, _newer_seal.c.assessment_id == _newer.c.id)
    .outerjoin(_source, _source.c.id == ASSESSMENTS.c.copied_from_id)
)
_VISIBLE = _ANYBODYS.where(ASSESSMENTS.c.organisation_id == bindparam("organisation"))
# By "+ 0" SQLite looks the few ids up, where it would walk through every cycle of the organisation.
_AMONG = _ANYBODYS.where(
    ASSESSMENTS.c.organisation_id + 0 == bindparam("organisation"),
    ASSESSMENTS.c.id.in_(bindparam("ids", expanding=True)),
)
_ONE = _VISIBLE.where(ASSESSMENTS.c.id == bindparam("id"))
_NEWEST = _VISIBLE.order_by(ASSESSMENTS.c.held_on.desc(), ASSESSMENTS.c.id.desc()).limit(PAGE_SIZE + 1)
_NEWEST_BEFORE = _NEWEST.where(
    tuple_(ASSESSMENTS.c.held_on, ASSESSMENTS.c.id) < tuple_(bindparam("day"), bindparam("last_id"))
)
_ALL = _VISIBLE.order_by(ASSESSMENTS.c.held_on, ASSESSMENTS.c.id)
_STANDING = _ALL.where(SEALS.c.assessment_id.is_not(None), _newer_seal.c.assessment_id.is_(None))
_NOT_REPLACED = _ALL.where(_newer_seal.c.assessment_id.is_(None))
_STANDING_OF_UNIT = _STANDING.where(ASSESSMENTS.c.unit_id == bindparam("unit"))
_NOT_REPLACED_OF_UNIT = _NOT_REPLACED.where(ASSESSMENTS.c.unit_id == bindparam("unit"))
_HELD_BEFORE = (
    _STANDING_OF_UNIT.with_only_columns(ASSESSMENTS.c.held_on)
    .order_by(None)
    .order_by(ASSESSMENTS.c.held_on.desc())
    .where(ASSESSMENTS.c.held_on < bindparam("day"))
    .limit(1)
)
_OUTCOMES = Outcomes()
# Of each unit, found from its newest cycle on: what lies further back is not looked at.
_one, _its_seal, _later, _later_seal = ASSESSMENTS.alias(), SEALS.alias(), ASSESSMENTS.alias(), SEALS.alias()
_last_of_unit = (
    select(_one.c.id)
    .join(_its_seal, _its_seal.c.assessment_id == _one.c.id)
    .outerjoin(_later, _later.c.corrects_id == _one.c.id)
    .outerjoin(_later_seal, _later_seal.c.assessment_id == _later.c.id)
    .where(_one.c.unit_id == UNITS.c.id, _later_seal.c.assessment_id.is_(None))
    .order_by(_one.c.held_on.desc(), _one.c.id.desc())
    .limit(1)
    .correlate(UNITS)
    .scalar_subquery()
)
_LAST = select(_last_of_unit).where(UNITS.c.organisation_id == bindparam("organisation"))
_RECENT = (
    select(ASSESSMENTS.c.held_on)
    .where(ASSESSMENTS.c.organisation_id == bindparam("organisation"))
    .order_by(ASSESSMENTS.c.held_on.desc(), ASSESSMENTS.c.id.desc())
    .offset(RECENT - 1)
    .limit(1)
)
_turn = func.row_number().over(
    partition_by=ASSESSMENTS.c.unit_id, order_by=(ASSESSMENTS.c.held_on.desc(), ASSESSMENTS.c.id.desc())
)
_turns = (
    _STANDING.order_by(None)
    .where(ASSESSMENTS.c.held_on.between(bindparam("since"), bindparam("until")))
    .add_columns(_turn.label("turn"))
    .subquery()
)
_LATEST = select(_turns).where(_turns.c.turn <= bindparam("count")).order_by(_turns.c.unit_id, _turns.c.turn)


def list_cycles(session: Session, member: Member, before: tuple[date, int] | None = None) -> tuple[list[Listed], bool]:
    """Return up to PAGE_SIZE cycles, newest first, and whether there are older ones.

    ``before`` is the date and id of the last cycle of the page above.
    """
    values: dict[str, Any] = {"organisation": member.organisation_id}
    if before:
        values |= {"day": before[0], "last_id": before[1]}
    cycles = [cycle_of(row) for row in session.execute(_NEWEST_BEFORE if before else _NEWEST, values)]
    return _listed(session, cycles[:PAGE_SIZE]), len(cycles) > PAGE_SIZE


def list_history(session: Session, member: Member, unit_id: int | None = None, *, drafts: bool = False) -> list[Listed]:
    """Return every cycle of the organisation, or of one of its units, that stands, oldest first.

    Those are the final ones that no final revision replaces; with ``drafts`` what is still open, too. It takes two
    queries at most, however many cycles there are.
    """
    values: dict[str, Any] = {"organisation": member.organisation_id}
    statement = _NOT_REPLACED if drafts else _STANDING
    if unit_id is not None:
        statement, values["unit"] = (_NOT_REPLACED_OF_UNIT if drafts else _STANDING_OF_UNIT), unit_id
    return _listed(session, [cycle_of(row) for row in session.execute(statement, values)])


def held_before(session: Session, member: Member, cycle: Cycle) -> date:
    """Return the day of the unit's last final cycle before this one that stands, date.min when there is none."""
    values = {"organisation": member.organisation_id, "unit": cycle.unit_id, "day": cycle.details.held_on}
    return session.execute(_HELD_BEFORE, values).scalar() or date.min


def list_last(session: Session, member: Member) -> list[Cycle]:
    """Return the last final cycle that stands of each unit that takes new cycles, by the unit's name."""
    last = {item.cycle.unit_id: item.cycle for item in list_latest(session, member, date.max)}
    return [last[unit.id] for unit in list_units(session, member) if unit.id in last]


def list_standing(session: Session, member: Member) -> list[Listed]:
    """Return the latest final cycle that stands of each unit. Three queries at most, however many cycles there are."""
    last = session.scalars(_LAST, {"organisation": member.organisation_id})
    return _listed(session, list(find_cycles(session, member, [one for one in last if one]).values()))


def list_latest(session: Session, member: Member, until: date, count: int = 1, since: date = date.min) -> list[Listed]:
    """Return each unit's latest ``count`` cycles that stand and were held in ``since``..``until``.

    They come unit by unit, newest first. It takes two queries, and scores are loaded for no other cycles.
    """
    values = {"organisation": member.organisation_id, "since": since, "until": until, "count": count}
    return _listed(session, [cycle_of(row) for row in session.execute(_LATEST, values)])


def first_held(session: Session, member: Member, units: Collection[int], since: date) -> Cycle | None:
    """Return the first cycle of one of these units that stands and was held on ``since`` or later, if there is one."""
    held = _STANDING.where(ASSESSMENTS.c.unit_id.in_(units), ASSESSMENTS.c.held_on >= since).limit(1)
    row = session.execute(held, {"organisation": member.organisation_id}).first()
    return cycle_of(row) if row else None


def recent_since(session: Session, member: Member) -> date:
    """Return how far back the newest RECENT cycles go, for a page that is not to grow with the number of all."""
    return session.execute(_RECENT, {"organisation": member.organisation_id}).scalar() or date.min


def _listed(session: Session, cycles: Sequence[Cycle]) -> list[Listed]:
    kept = {cycle.id: _OUTCOMES.get(cycle.seal) for cycle in cycles}
    scores = scores_of(session, [cycle_id for cycle_id, outcome in kept.items() if not outcome])
    return [Listed(cycle, *(kept[cycle.id] or _outcome(cycle, scores[cycle.id]))) for cycle in cycles]


def _outcome(cycle: Cycle, scores: Scores) -> Outcome:
    outcome = Outcome(cycle.counted(scores), cycle.assess(scores))
    if cycle.seal:
        _OUTCOMES.put(cycle.seal, outcome)
    return outcome


def get_cycle(session: Session, member: Member, assessment_id: int) -> Cycle:
    """Return the cycle. NotFoundError when there is none, or it is another organisation's."""
    known = 0 < assessment_id <= LAST_ID
    row = known and session.execute(_ONE, {"organisation": member.organisation_id, "id": assessment_id}).first()
    if not row:
        raise NotFoundError("There is no such cycle, or it is not yours to see.")
    return cycle_of(row)


def find_cycles(session: Session, member: Member, ids: Collection[int]) -> dict[int, Cycle]:
    """Return by id those of these cycles that the member may see: drafts and revisions that are replaced, too."""
    values = {"organisation": member.organisation_id, "ids": list(ids)}
    return {row.id: cycle_of(row) for row in session.execute(_AMONG, values)}
