"""What scenes are set on, and where they are entered by name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from playwright.sync_api import Page
from sqlmodel import Session

from app.accounts.service import Member
from app.assessments import answering, service
from app.assessments.snapshot import Answer, Evidence
from app.maturity.checklist import CellId
from tests.agreements import agreement, hold
from tests.browser.scoring import GROUPS
from tests.conftest import COOKIE, Cast, Scribe, Someone, token_of
from tests.workshops.rooms import Host

LONG_NOTE = "The plan names the account’s three-year goals. https://intranet.example/plans/" + "x" * 60
REASON = "The business works in one country only."


@dataclass
class Stage:
    """What a scene is set on. The director is signed in."""

    page: Page
    scribe: Scribe
    cast: Cast
    host: Host

    @property
    def session(self) -> Session:
        """Where things are prepared; commit what the page should show."""
        return self.scribe.session

    def sign_out(self) -> None:
        """Leave nobody signed in."""
        self.page.context.clear_cookies()

    def become(self, someone: Member | Someone) -> None:
        """Put somebody else in front of the browser."""
        self.bring(token_of(someone.person))

    def bring(self, token: str) -> None:
        """Let the browser bring this token."""
        self.page.goto("/method")
        self.page.context.add_cookies([{"name": COOKIE, "value": token, "url": self.page.url}])

    def note(self, cycle_id: int, letter: str, group: str, note: str) -> None:
        """Store a note of the contributor, with a score and evidence."""
        cell = CellId(letter, group)
        answer = Answer(2, Evidence.ANECDOTAL, note)
        answering.fill(self.session, self.cast.contributor, cycle_id, {cell: answer})
        self.session.commit()

    def partly_scored(self) -> int:
        """Start a cycle with two elements scored, one of them in part, and return its id."""
        cycle_id = self.scribe.start()
        scores = {CellId("A", group): score for group, score in zip(GROUPS, (0, 1, 2, 3, 2), strict=True)}
        self.scribe.score(cycle_id, scores | {CellId("B", GROUPS[0]): 1, CellId("B", GROUPS[1]): 0})
        self.note(cycle_id, "B", "kam_team", LONG_NOTE)
        return cycle_id

    def copied(self) -> int:
        """Start a cycle from a final one, with scores of B confirmed, changed and not reviewed, and return its id."""
        last = self.scribe.complete("2026 H1", held_on=date(2026, 5, 12))
        for group in GROUPS[1:]:
            self.note(last, "B", group, LONG_NOTE)
        service.finish(self.session, self.cast.director, last)
        cycle_id = self.scribe.copy()
        self.scribe.score(cycle_id, {CellId("B", GROUPS[0]): 2, CellId("B", GROUPS[1]): 0})
        self.note(cycle_id, "B", GROUPS[1], "The list was dropped in March.")
        return cycle_id

    def agreed(self) -> int:
        """Start a complete cycle with scores of B that a workshop agreed, one of them changed since. Return its id."""
        cycle_id = self.scribe.complete()
        said = [agreement(2), agreement(3, rationale=LONG_NOTE), agreement(1, dissent=LONG_NOTE), agreement(0)]
        agreements = {CellId("B", group): one for group, one in zip(GROUPS, said, strict=False)}
        hold(self.scribe, cycle_id, agreements)
        self.note(cycle_id, "B", GROUPS[3], LONG_NOTE)
        return cycle_id


Scene = Callable[[Stage], None]


class Scenes(dict[str, Scene]):
    """Scenes by name. As a decorator it enters one under its own."""

    def __call__(self, set_up: Scene) -> Scene:
        """Enter a scene."""
        self[set_up.__name__] = set_up
        return set_up
