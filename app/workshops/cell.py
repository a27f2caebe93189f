"""One cell of a workshop: its rounds, and what the room settled on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.maturity.agreement import PerceptionGap, Views, perception_gap
from app.maturity.checklist import CellId

NOTHING = Views(None, {}, None)


@dataclass(frozen=True, slots=True)
class RoomCell:
    """One cell of a workshop. ``seen`` holds its revealed rounds by number."""

    id: CellId
    round: int
    revealed_at: datetime | None
    hidden: bool
    answers: int
    agreed_score: int | None
    agreed_at: datetime | None
    left_open: bool
    rationale: str
    dissent: str
    settlement: int | None
    version: int
    seen: Mapping[int, Views]

    @property
    def is_revealed(self) -> bool:
        """Whether the answers of its latest round stay as they are, and may be shown."""
        return self.revealed_at is not None

    @property
    def is_settled(self) -> bool:
        """Whether the room agreed a score, or said that it leaves the cell open."""
        return self.agreed_score is not None or self.left_open

    @property
    def views(self) -> Views:
        """What is shown of the latest round: nothing until it is revealed, or while it is hidden."""
        return self.seen.get(self.round, NOTHING) if self.is_revealed and not self.hidden else NOTHING

    @property
    def gap(self) -> PerceptionGap | None:
        """How the group concerned sees itself and how the others see it, where both may be shown."""
        return perception_gap(self.views, self.id.group)

    @property
    def earlier(self) -> list[tuple[int, Views]]:
        """What was shown of the rounds before the latest, with their numbers."""
        return [(number, views) for number, views in sorted(self.seen.items()) if number < self.round]
