"""From ballots to what may be shown. Counts are made of the rows, in one query, each time a cell is revealed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import bindparam, delete, insert, select
from sqlmodel import Session

from app.assessments.agreed import OTHER
from app.db.vault import Vault
from app.maturity.agreement import Counts, Views, count, permitted
from app.maturity.checklist import CellId
from app.workshops.cell import RoomCell
from app.workshops.room import ALL, BALLOTS, CELLS, PARTICIPATIONS, REST, TALLIES, Room
from app.workshops.voting import UNKNOWN, unlocked

_BALLOTS = (
    select(BALLOTS)
    .join(
        CELLS,
        (CELLS.c.workshop_id == BALLOTS.c.workshop_id)
        & (CELLS.c.element == BALLOTS.c.element)
        & (CELLS.c.group_key == BALLOTS.c.group_key)
        & (CELLS.c.round == BALLOTS.c.round),
    )
    .where(BALLOTS.c.workshop_id == bindparam("workshop"), BALLOTS.c.answered)
)
_SEATS = select(PARTICIPATIONS.c.id, PARTICIPATIONS.c.group_key, PARTICIPATIONS.c.name).where(
    PARTICIPATIONS.c.workshop_id == bindparam("workshop"), ~PARTICIPATIONS.c.removed
)
Answer = tuple[str, str, int | None]
"""A voter's group, their name (empty unless votes are named), and what they chose: None for a don't know."""


def store_tallies(session: Session, vault: Vault, room: Room, cells: Sequence[RoomCell]) -> dict[CellId, int]:
    """Count the latest round of these cells, store of each what may be shown, and return how many answered it."""
    answers = answers_to(session, vault, room, [cell.id for cell in cells])
    rows = []
    for cell in cells:
        these = (
            TALLIES.c.workshop_id == room.id,
            TALLIES.c.element == cell.id.element,
            TALLIES.c.group_key == cell.id.group,
        )
        session.execute(delete(TALLIES).where(*these, TALLIES.c.round == cell.round))
        views = permitted(_by_group(room, answers[cell.id]), cell.id.group, room.minimum)
        rows += [_row(room, cell, seen_by, counts) for seen_by, counts in _named(views).items()]
    if rows:
        session.execute(insert(TALLIES), rows)
    return {cell.id: len(answers[cell.id]) for cell in cells}


def answers_to(session: Session, vault: Vault, room: Room, cells: Iterable[CellId]) -> Mapping[CellId, list[Answer]]:
    """Return every answer to the latest round of these cells, of who takes part still."""
    seats = {row.id: row for row in session.execute(_SEATS, {"workshop": room.id})}
    key = room.vault(vault)
    wanted, found = set(cells), defaultdict[CellId, list[Answer]](list)
    letters = {cell.element for cell in wanted}
    for row in session.execute(_BALLOTS.where(BALLOTS.c.element.in_(letters)), {"workshop": room.id}):
        cell = CellId(row.element, row.group_key)
        if cell not in wanted or row.round != room.cells[cell].round:  # a new round began since the room was read
            continue
        chosen, seat_id = unlocked(key, row)
        if seat := seats.get(seat_id):
            found[cell].append((seat.group_key, seat.name, None if chosen == UNKNOWN else chosen))
    return found


def _by_group(room: Room, answers: Iterable[Answer]) -> dict[str, Counts]:
    chosen = defaultdict[str, list[int | None]](list)
    for group, _name, score in answers:
        chosen[group].append(score)
    order = [*(group.key for group in room.checklist.groups), OTHER]
    return {group: count(chosen[group], len(room.checklist.stages)) for group in order}


def _named(views: Views) -> dict[str, Counts]:
    found = {group: counts for group, counts in views.groups.items() if not counts.empty}
    if views.whole:
        found[ALL] = views.whole
    if views.rest:
        found[REST] = views.rest
    return found


def _row(room: Room, cell: RoomCell, seen_by: str, counts: Counts) -> dict[str, object]:
    chose = {f"chose_{score}": number for score, number in enumerate(counts.stages)}
    key = {"workshop_id": room.id, "element": cell.id.element, "group_key": cell.id.group, "round": cell.round}
    return {**key, "seen_by": seen_by, **chose, "unknown": counts.unknown}
