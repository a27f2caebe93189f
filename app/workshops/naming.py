"""Who chose what, in a workshop whose votes are named: for the facilitator and for the room, once it is revealed."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from app.db.recent import Recent
from app.db.vault import Vault
from app.maturity.checklist import CellId
from app.workshops.counting import Answer, answers_to
from app.workshops.room import Room

Names = Mapping[int | None, Sequence[str]]
"""Who chose each stage; None is for those who don't know."""

KEPT = 64  # elements, some 100 KB each where 500 people answered
_NAMES = Recent[tuple[str, int, str], Mapping[CellId, Names]](KEPT)


def names_in(session: Session, vault: Vault, room: Room, letter: str) -> Mapping[CellId, Names]:
    """Return who chose what for each cell of an element that is shown, nothing where votes are anonymous.

    Everybody sees the same, so it is read once after each change of the room. To leave a room with names is one.
    """
    if not room.named:
        return {}
    return _NAMES.made((room.nonce, room.version, letter), lambda: _read(session, vault, room, letter))


def _read(session: Session, vault: Vault, room: Room, letter: str) -> dict[CellId, Names]:
    cells = [cell.id for cell in room.cells_of(letter) if cell.views.whole]
    answers = answers_to(session, vault, room, cells) if cells else {}
    return {cell: _by_stage(answers.get(cell, [])) for cell in cells}


def _by_stage(answers: Sequence[Answer]) -> Names:
    chosen = sorted({score for _group, _name, score in answers}, key=lambda score: (score is None, score))
    return {score: sorted(name for _group, name, given in answers if given == score) for score in chosen}
