"""What goes with an empty sheet: how to fill it in, the scale, who the groups are, and whose instrument it is."""

from typing import Literal, NamedTuple

from app.assessments.sheet.entries import NOT_APPLICABLE
from app.assessments.snapshot import NOTE_MAX, Evidence
from app.maturity.checklist import Checklist, Group

_STRENGTHS = {
    Evidence.NONE: "Nothing backs the score yet.",
    Evidence.ANECDOTAL: "People in the room can tell of cases.",
    Evidence.DOCUMENTED: "A file, a figure or a record shows it.",
}


class Line(NamedTuple):
    """One line of the guide: a title or heading, or a term with what is said of it."""

    kind: Literal["title", "heading", "entry"]
    term: str
    text: str = ""


def guide_lines(checklist: Checklist) -> list[Line]:
    """Return the guide, top to bottom."""
    return [
        Line("title", checklist.title),
        *_steps(checklist),
        Line("heading", "The scale"),
        *(Line("entry", f"{stage.score} {stage.name}", stage.meaning) for stage in checklist.stages),
        Line("heading", "The groups of people"),
        *(Line("entry", group.name, _about(group)) for group in checklist.groups),
        Line("heading", "The strength of the evidence"),
        *(Line("entry", strength, text) for strength, text in _STRENGTHS.items()),
        Line("heading", "Whose checklist it is"),
        Line("entry", "Credit", checklist.credit.statement),
    ]


def _steps(checklist: Checklist) -> list[Line]:
    scores = f"{checklist.stages[0].score} to {checklist.top_stage}"
    return [
        Line("heading", "How to fill it in"),
        Line("entry", "Score", f"{checklist.guidance} Write its number, {scores}. Leave it empty while it is open."),
        Line("entry", "Evidence", "Say how strong the evidence for the score is. May stay empty."),
        Line("entry", "Note", f"Say why the cell has its score: at most {NOTE_MAX:,} characters. May stay empty."),
        *_scope_step(checklist),
        Line("entry", "Rows, columns", "Rows may be in any order or left out. Keep the names in the first row."),
    ]


def _scope_step(checklist: Checklist) -> list[Line]:
    return [
        Line(
            "entry",
            f"Element {element.letter}",
            f"{element.name} may be out of scope. Then write {NOT_APPLICABLE} as the score in all of its rows, "
            "and the reason in a note.",
        )
        for element in checklist.elements
        if element.scope_optional
    ]


def _about(group: Group) -> str:
    return f"{group.about} {group.early_help}".strip()
