"""Organisations with many units and many final cycles, written at once: to measure on, and to look at."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Table, insert
from sqlmodel import Session

from app.accounts.models import Unit
from app.accounts.service import Member, create_organisation
from app.assessments import sealing
from app.assessments.models import AnswerRow, Assessment, SealRow
from app.assessments.snapshot import Answer, Snapshot
from app.db.columns import table_of
from app.maturity.loading import load

FIRST_DAY = date(2021, 3, 1)
HALF_A_YEAR = timedelta(days=182)
WITHOUT_E = 10  # every tenth unit works in one country only
REASON = "It works in one country only."
BATCH = 500  # cycles


def seed_units(
    session: Session, member: Member, units: int = 40, cycles: int = 12, called: str = "Unit of country"
) -> None:
    """Give the member's organisation so many units, each with so many final cycles, half a year apart."""
    random = Random(units * cycles)
    snapshots = [
        _snapshot(random, member, f"{called} {number + 1:02}", number, turn)
        for number in range(units)
        for turn in range(cycles)
    ]
    _write(session, member, snapshots)


def seed_others(session: Session, cycles: int = 100_000, each: int = 500) -> None:
    """Add organisations with so many final cycles in all, ``each`` of them having that many, in ten units."""
    random = Random(cycles)
    for organisation in range(cycles // each):
        member = create_organisation(session, f"Other company {organisation}", "Oona Other", units=())
        snapshots = [_snapshot(random, member, f"Unit {turn % 10}", 1, turn) for turn in range(each)]
        _write(session, member, snapshots, sealed=False)


def _snapshot(random: Random, member: Member, unit: str, number: int, turn: int) -> Snapshot:
    checklist = load()
    left_out = ("E",) if number % WITHOUT_E == WITHOUT_E - 1 else ()
    level = 1.6 * random.random() + turn / 16
    return Snapshot(
        checklist=checklist,
        organisation=member.organisation,
        unit=unit,
        title=f"Cycle {turn + 1}",
        held_on=FIRST_DAY + turn * HALF_A_YEAR,
        answers={
            cell: Answer(min(checklist.top_stage, int(level + 1.5 * random.random())))
            for cell in checklist.cells
            if cell.element not in left_out
        },
        out_of_scope=left_out,
        scope_reason=REASON if left_out else "",
    )


def _write(session: Session, member: Member, snapshots: list[Snapshot], *, sealed: bool = True) -> None:
    """Store the snapshots as final cycles. Unless ``sealed``, nobody can open them."""
    names = dict.fromkeys(snapshot.unit for snapshot in snapshots)
    units = _store(session, table_of(Unit), [{"organisation_id": member.organisation_id, "name": n} for n in names])
    unit_ids = dict(zip(names, units, strict=True))
    for start in range(0, len(snapshots), BATCH):
        batch = snapshots[start : start + BATCH]
        rows = [_assessment(member, unit_ids[snapshot.unit], snapshot) for snapshot in batch]
        ids = _store(session, table_of(Assessment), rows)
        session.execute(insert(AnswerRow), list(_answers(ids, batch)))
        session.execute(insert(SealRow), list(_seals(member, ids, batch, sealed=sealed)))
    session.commit()


def _store(session: Session, table: Table, rows: list[dict[str, Any]]) -> list[int]:
    """Insert the rows and return their ids, in their order."""
    return list(session.scalars(insert(table).returning(table.c.id, sort_by_parameter_order=True), rows))


def _assessment(member: Member, unit_id: int, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "organisation_id": member.organisation_id,
        "unit_id": unit_id,
        "title": snapshot.title,
        "held_on": snapshot.held_on,
        "checklist_version": snapshot.checklist.version,
        "checklist_language": snapshot.checklist.language,
        "out_of_scope": "".join(snapshot.out_of_scope),
        "scope_reason": snapshot.scope_reason,
        "revision": 1,
        "revision_reason": "",
        "version": 1,
        "created_at": _evening(snapshot),
    }


def _answers(ids: list[int], snapshots: list[Snapshot]) -> Iterator[dict[str, Any]]:
    for cycle_id, snapshot in zip(ids, snapshots, strict=True):
        for cell, answer in snapshot.answers.items():
            yield {
                "assessment_id": cycle_id,
                "element": cell.element,
                "group_key": cell.group,
                "score": answer.score,
                "score_revision": 1,
            }


def _seals(member: Member, ids: list[int], snapshots: list[Snapshot], *, sealed: bool) -> Iterator[dict[str, Any]]:
    for cycle_id, snapshot in zip(ids, snapshots, strict=True):
        content = sealing.seal(snapshot, _evening(snapshot), member.person)[1] if sealed else f"Cycle {cycle_id}"
        yield {
            "assessment_id": cycle_id,
            "sealed_at": _evening(snapshot),
            "sealed_by_id": member.person_id,
            "sha256": sealing.digest(content),
            "content": content,
        }


def _evening(snapshot: Snapshot) -> datetime:
    return datetime.combine(snapshot.held_on, datetime.min.time(), UTC) + timedelta(hours=16)
