"""How the scores of an assessment were agreed in workshops, in sentences for the page and the PDF. Plain text."""

from app.assessments.agreed import OTHER, WorkshopRecord, standing_in_words
from app.assessments.snapshot import Snapshot
from app.maturity.checklist import Checklist
from app.reports.wording import listed
from app.web.dates import day


def agreed(snapshot: Snapshot) -> str:
    """Return how many scores were agreed in a workshop, and how many not any more; nothing without any."""
    return standing_in_words(snapshot.agreed, snapshot.result.overall.cells)


def held(checklist: Checklist, record: WorkshopRecord) -> str:
    """Return who joined a workshop by group, how they voted and on what, and what came of it."""
    voted = "under their names" if record.named else "anonymously"
    elements = f"{'element' if len(record.elements) == 1 else 'elements'} {listed(record.elements)}"
    return (
        f"Workshop of {day(record.held_on)}: {_joined(checklist, record)}. They voted {voted} on {elements} and gave "
        f"{_counted(record.answers, 'answer')}. {_counted(record.agreed, 'cell')} "
        f"{'was' if record.agreed == 1 else 'were'} agreed, {record.left_open} left open."
    )


def rule(record: WorkshopRecord) -> str:
    """Return by what rule a workshop agreed, and how few votes were shown to nobody."""
    return f"{record.rule} Distributions of fewer than {record.minimum} votes were not shown."


def rules(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the rules of all workshops, each once."""
    return tuple(dict.fromkeys(rule(record) for record in snapshot.workshops))


def _joined(checklist: Checklist, record: WorkshopRecord) -> str:
    names = {group.key: group.name for group in checklist.groups} | {OTHER: "others"}
    groups = [f"{name} {record.joined[key]}" for key, name in names.items() if record.joined.get(key)]
    people = sum(record.joined.values())
    joined = "1 person joined" if people == 1 else f"{people} people joined"
    return f"{joined} ({', '.join(groups)})" if groups else joined


def _counted(number: int, thing: str) -> str:
    return f"1 {thing}" if number == 1 else f"{number} {thing}s"
