"""What holds in every workshop, whatever its people do: played against a model of plain dictionaries."""

from collections import defaultdict
from contextlib import suppress
from datetime import timedelta
from itertools import count as counting
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine, select

from app.assessments import answering
from app.assessments.agreed import OTHER
from app.db.columns import now
from app.db.engine import writing
from app.db.vault import Vault
from app.errors import AppError, ConflictError
from app.maturity.agreement import Counts, count, permitted
from app.maturity.checklist import CellId
from app.workshops import closing, deciding, joining, leading, voting
from app.workshops import counting as tallies
from app.workshops.deciding import Decision
from app.workshops.joining import Seat
from app.workshops.models import Phase
from app.workshops.room import ALL, BALLOTS, PARTICIPATIONS, REST, TALLIES, Room, get_room
from app.workshops.service import Plan, open_workshop
from tests.conftest import Scribe

GROUPS = ("key_account_manager", "kam_unit", OTHER)
CELLS = [CellId(letter, group) for letter in "AB" for group in ("kam_unit", "kam_team")]
MINIMUM = 3
VAULT = Vault(bytes(range(32)))
TITLES = counting()


def test_a_workshop_is_what_its_model_says(engine: Engine, scribe: Scribe) -> None:
    class Here(Workshops):
        def __init__(self) -> None:
            super().__init__(engine, scribe)

    calm = settings(deadline=None, max_examples=15, stateful_step_count=40, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Here, settings=calm)


class Workshops(RuleBasedStateMachine):
    """A workshop of two elements, and what it should hold."""

    seats = Bundle("seats")
    cells = st.sampled_from(CELLS)

    def __init__(self, engine: Engine, scribe: Scribe) -> None:
        super().__init__()
        self.engine, self.scribe, self.director = engine, scribe, scribe.director
        self.phase = Phase.LOBBY
        self.led = ""  # the element that the room is at
        self.groups: dict[int, str] = {}
        self.round = dict.fromkeys(CELLS, 1)
        self.votes: dict[tuple[CellId, int], dict[int, str]] = defaultdict(dict)
        self.revisions: dict[int, int] = defaultdict(int)
        self.revealed: dict[tuple[CellId, int], dict[int, str]] = {}
        self.agreed: dict[CellId, int | None] = {}
        self.settled_at_once: list[CellId] = []

    @initialize()
    def open(self) -> None:
        self.cycle_id = self.scribe.start(f"Cycle {next(TITLES)}")
        plan = Plan("AB", minimum=MINIMUM)
        self.id = self.act(lambda session, member: open_workshop(session, member, VAULT, self.cycle_id, plan))

    def act(self, verb: Any) -> Any:
        """Do it in a transaction of its own."""
        with writing(self.engine) as session:
            done = verb(session, self.director)
            session.commit()
        return done

    def room(self) -> Room:
        with writing(self.engine) as session:
            return get_room(session, self.director, self.id)

    def is_hidden(self, cell: CellId) -> bool:
        return (cell, self.round[cell]) not in self.revealed

    def is_taken(self, seat: Seat, cell: CellId) -> bool:
        """Whether somebody's vote on a cell counts now: the room is at its element or a later one."""
        counts = self.phase is Phase.VOTING and self.is_hidden(cell) and cell.element <= self.led
        return counts and seat.id in self.groups

    @precondition(lambda self: self.phase in {Phase.LOBBY, Phase.VOTING})
    @rule(target=seats, group=st.sampled_from(GROUPS))
    def join(self, group: str) -> Seat:
        link = self.room().link(VAULT)
        seat: Seat = self.act(lambda session, _: joining.join(session, link, group))
        self.groups[seat.id] = group
        return seat

    @precondition(lambda self: self.phase is Phase.LOBBY)
    @rule()
    def begin(self) -> None:
        self.act(lambda session, member: leading.begin(session, member, self.id))
        self.phase, self.led = Phase.VOTING, "A"
        self.go_to("B")

    @precondition(lambda self: self.phase is Phase.VOTING)
    @rule(letter=st.sampled_from("AB"))
    def go_to(self, letter: str) -> None:
        self.act(lambda session, member: leading.go_to(session, member, self.id, letter))
        self.led = letter

    @rule(seat=seats, cell=cells, value=st.sampled_from(["", "0", "1", "2", "3", "unknown"]))
    def vote(self, seat: Seat, cell: CellId, value: str) -> None:
        revision = self.revisions[seat.id] = self.revisions[seat.id] + 1
        chosen = voting.Vote(value, self.round[cell], revision, "phone")
        taken = self.is_taken(seat, cell)
        keys = VAULT, self.id, seat.token, cell, chosen
        kept = self.attempt(lambda session, _: voting.vote(session, *keys), may=taken)
        if taken:
            assert kept.holds(chosen)
            self.votes[cell, self.round[cell]][seat.id] = value

    @precondition(lambda self: self.phase is Phase.VOTING)
    @rule(seat=seats, cell=cells)
    def repeat_an_old_vote(self, seat: Seat, cell: CellId) -> None:
        if not self.is_taken(seat, cell) or seat.id not in self.votes[cell, self.round[cell]]:
            return
        late = voting.Vote("0", self.round[cell], 0, "phone")
        kept = self.act(lambda session, _: voting.vote(session, VAULT, self.id, seat.token, cell, late))
        assert not kept.holds(late)
        assert kept.value == self.votes[cell, self.round[cell]][seat.id]

    @rule(seat=seats, group=st.sampled_from(GROUPS))
    def change_group(self, seat: Seat, group: str) -> None:
        if self.phase in {Phase.LOBBY, Phase.VOTING} and seat.id in self.groups and not self.revealed:
            self.act(lambda session, _: joining.change_group(session, seat, group))
            self.groups[seat.id] = group

    @rule(seat=consumes(seats))
    def remove(self, seat: Seat) -> None:
        may = self.phase in {Phase.LOBBY, Phase.VOTING} and not self.revealed
        self.attempt(lambda session, member: leading.remove(session, member, self.id, seat.id, removed=True), may=may)
        for ballots in (self.groups, *self.votes.values()) if may else ():
            ballots.pop(seat.id, None)

    @precondition(lambda self: self.phase is Phase.VOTING)
    @rule(cell=cells)
    def reveal(self, cell: CellId) -> None:
        hidden = self.is_hidden(cell)
        self.attempt(lambda session, member: leading.reveal(session, member, VAULT, self.id, [cell]), may=hidden)
        if hidden:
            self.revealed[cell, self.round[cell]] = dict(self.votes[cell, self.round[cell]])

    @precondition(lambda self: self.phase is Phase.VOTING)
    @rule(cell=cells)
    def reopen(self, cell: CellId) -> None:
        may = not self.is_hidden(cell) and cell not in self.agreed
        self.attempt(lambda session, member: leading.reopen(session, member, self.id, cell), may=may)
        if may:
            self.round[cell] += 1
            self.led = cell.element

    @precondition(lambda self: self.phase is Phase.VOTING)
    @rule(cell=cells)
    def take_the_round_back(self, cell: CellId) -> None:
        if self.is_hidden(cell) and self.round[cell] > 1:
            self.act(lambda session, member: leading.take_back_round(session, member, self.id, cell))
            self.votes.pop((cell, self.round[cell]), None)
            self.round[cell] -= 1

    @rule(cell=cells, score=st.sampled_from([None, 0, 1, 2, 3]))
    def decide(self, cell: CellId, score: int | None) -> None:
        may = self.phase is Phase.VOTING and not self.is_hidden(cell)
        what = self.id, cell, Decision(score, "Because."), self.room().cell(cell).version
        self.attempt(lambda session, member: deciding.decide(session, member, *what), may=may)
        if may:
            self.agreed[cell] = score
            self.settled_at_once = [one for one in self.settled_at_once if one != cell]

    @precondition(lambda self: self.phase is Phase.VOTING)
    @rule(cell=cells)
    def take_a_decision_back(self, cell: CellId) -> None:
        if cell in self.agreed:
            self.act(lambda session, member: deciding.take_back(session, member, self.id, cell))
            self.agreed.pop(cell)
            self.settled_at_once = [one for one in self.settled_at_once if one != cell]

    @precondition(lambda self: self.phase is Phase.VOTING)
    @rule()
    def settle(self) -> None:
        easy = {cell: counts.median for cell in CELLS if (counts := self.agreement_on(cell))}
        settled = self.attempt(lambda session, member: deciding.settle(session, member, self.id), may=bool(easy))
        if easy:
            assert settled == len(easy)
            self.agreed |= easy
            self.settled_at_once = list(easy)

    @precondition(lambda self: self.phase is Phase.VOTING and self.settled_at_once)
    @rule()
    def unsettle(self) -> None:
        self.act(lambda session, member: deciding.unsettle(session, member, self.id))
        for cell in self.settled_at_once:
            self.agreed.pop(cell)
        self.settled_at_once = []

    @precondition(lambda self: self.phase in {Phase.LOBBY, Phase.VOTING})
    @rule(stays=st.booleans())
    def close(self, *, stays: bool) -> None:
        self.act(lambda session, member: closing.close(session, member, self.id))
        if stays:
            self.act(lambda session, member: closing.keep_open(session, member, self.id))
            return
        later = now() + closing.GRACE + timedelta(seconds=1)
        assert self.act(lambda session, _: closing.close_what_is_due(session, later)) == 1
        self.phase = Phase.CLOSED

    def agreement_on(self, cell: CellId) -> Counts | None:
        """Return how the votes on a revealed cell lie, if they may be shown and are close, and nothing is settled."""
        if self.is_hidden(cell) or cell in self.agreed:
            return None
        counts = self.counted(cell, self.round[cell])
        return counts if counts.n >= MINIMUM and counts.spread == "close" else None

    def counted(self, cell: CellId, round_: int) -> Counts:
        return sum(self.by_group(cell, round_).values(), Counts((0, 0, 0, 0)))

    def by_group(self, cell: CellId, round_: int) -> dict[str, Counts]:
        chosen = defaultdict[str, list[int | None]](list)
        for seat, value in self.revealed[cell, round_].items():
            if value:
                chosen[self.groups[seat]].append(None if value == "unknown" else int(value))
        order = ["key_account_manager", "kam_unit", "kam_team", "associated_functions", "senior_management", OTHER]
        return {group: count(chosen[group], 4) for group in order}

    def attempt(self, verb: Any, *, may: bool) -> Any:
        """Do what one may. Expect for all else an error that a person can read, and that nothing changed."""
        if may:
            return self.act(verb)
        with suppress(AppError):
            self.act(verb)
            raise AssertionError("this should have been refused")
        return None

    @invariant()
    def what_may_be_shown_is_stored_and_nothing_else(self) -> None:
        expected: dict[tuple[str, str, int, str], Counts] = {}
        for cell, round_ in self.revealed:
            views = permitted(self.by_group(cell, round_), cell.group, MINIMUM)
            found = {group: counts for group, counts in views.groups.items() if not counts.empty}
            found |= {name: counts for name, counts in ((ALL, views.whole), (REST, views.rest)) if counts}
            expected |= {(*cell, round_, seen_by): counts for seen_by, counts in found.items()}
        with self.engine.connect() as connection:
            rows = connection.execute(select(TALLIES).where(TALLIES.c.workshop_id == self.id)).all()
        stored = {tuple(row[1:5]): Counts(tuple(row[5:9]), row[9]) for row in rows}
        assert stored == expected

    @invariant()
    def the_ballots_are_what_people_chose(self) -> None:
        if self.phase is Phase.CLOSED:
            return
        room = self.room()
        with writing(self.engine) as session:
            found = tallies.answers_to(session, VAULT, room, CELLS)
        for cell in CELLS:
            chosen = self.votes[cell, self.round[cell]]
            given = ((self.groups[seat], value) for seat, value in chosen.items() if value)
            mine = [(group, None if value == "unknown" else int(value)) for group, value in given]
            assert sorted(map(repr, mine)) == sorted(repr((group, score)) for group, _, score in found[cell])

    @invariant()
    def agreed_scores_are_in_the_draft(self) -> None:
        with writing(self.engine) as session:
            sheet = answering.get_sheet(session, self.director, self.cycle_id)
        scores = {cell: sheet.cell(cell).score for cell in CELLS}
        assert scores == {cell: self.agreed.get(cell) for cell in CELLS}

    @precondition(lambda self: self.phase is Phase.CLOSED)
    @invariant()
    def nothing_of_anybody_is_left_and_nothing_changes(self) -> None:
        with self.engine.connect() as connection:
            for table in (BALLOTS, PARTICIPATIONS):
                assert not connection.execute(select(table).where(table.c.workshop_id == self.id)).first()
        room = self.room()
        assert (room.code, room.nonce) == ("", "")
        for verb in (leading.begin, closing.close, closing.keep_open, deciding.settle, deciding.unsettle):
            with suppress(ConflictError):
                self.act(lambda session, member, verb=verb: verb(session, member, self.id))
                raise AssertionError(verb)
