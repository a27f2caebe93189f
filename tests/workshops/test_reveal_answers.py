"""Revealing, hiding, and voting once more."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from app.workshops import leading
from tests.pages import words
from tests.workshops.desks import HTMX, Desk
from tests.workshops.rooms import A_CELL, GROUPS, Host

At = Callable[[str], Desk]
CELL = {"letter": "A", "group": "kam_unit"}


def test_it_reveals_one_cell(desk: At, host: Host) -> None:
    here = desk("voting")
    here.does("reveal", **CELL)
    room = host.room(here.workshop_id)
    assert [cell.id for cell in room.cells.values() if cell.is_revealed] == [A_CELL]
    says = here.says()
    assert "1 of 5 cells revealed." in says
    assert "n = 5, median 2" in says
    assert "Answers: 0 chose 0 Change required, 0 chose 1 Ready to change, 5 chose 2" in here.page()


def test_it_reveals_the_element(desk: At, host: Host) -> None:
    here = desk("voting")
    here.does("reveal", letter="A")
    room = host.room(here.workshop_id)
    assert all(cell.is_revealed for cell in room.cells_of("A"))
    assert not any(cell.is_revealed for cell in room.cells_of("B"))
    assert here.press("reveal", letter="A").status_code == 409


def test_the_widest_disagreement_comes_first(client: TestClient, host: Host) -> None:
    room = host.open()
    seats = [host.join(room) for _ in range(6)]
    host.begin(room)
    for group, values in ((GROUPS[0], "222222"), (GROUPS[1], "122333"), (GROUPS[2], "000333")):
        for seat, value in zip(seats, values, strict=True):
            host.vote(seat, value, "A", group)
    host.reveal(room)
    page = words(Desk(client, room).page())
    places = [page.index(f"{name} {word}") for name, word in (("KAM team", "Wide"), ("KAM unit", "Some"))]
    assert places == sorted(places)
    assert places[-1] < page.index("Key account manager Close")
    agenda = page[page.index("Next to talk about") :]
    assert agenda.index("Strategy / KAM team Wide spread: 3 at 0, 3 at 3") < agenda.index("Strategy / KAM unit")


def test_fewer_than_the_minimum_show_nothing(client: TestClient, host: Host) -> None:
    room = host.open()
    host.begin(room)
    host.fill(room, "0123")
    host.reveal(room)
    page = Desk(client, room).page()
    assert "4 people answered. A distribution is shown from 5 answers on" in words(page)
    assert "chose" not in page


def test_how_the_group_sees_itself_is_shown_where_both_sides_are_enough(client: TestClient, host: Host) -> None:
    room = host.open()
    own = [host.join(room, "kam_unit") for _ in range(5)]
    others = [host.join(room, "senior_management") for _ in range(5)]
    host.begin(room)
    for seat in own:
        host.vote(seat, "3")
    for seat in others:
        host.vote(seat, "1")
    host.reveal(room)
    page = words(Desk(client, room).page())
    assert "KAM unit sees itself at 3 (n = 5); the others see it at 1 (n = 5)." in page
    assert "It sees itself 2 higher." in page
    assert "Sees itself at 3; the others see it at 1." in words(Desk(client, room).page("/screen"))


def test_names_stand_beside_revealed_answers_only_where_votes_are_named(client: TestClient, host: Host) -> None:
    room = host.open(named=True)
    host.begin(room)
    host.fill(room, "22333")
    here = Desk(client, room)
    assert "Person 0" not in here.page()
    host.reveal(room, "A", "kam_unit")
    assert "2 Transition state Person 0 Person 1 3 Best practice KAM Person 2 Person 3 Person 4" in here.says()
    assert "Person 0" not in here.page("/screen")
    here.does("hide", letter="A")
    assert "Person 0" not in here.page()


def test_it_hides_answers_and_shows_them_again(desk: At, host: Host) -> None:
    here = desk("revealed")
    here.does("hide", letter="A")
    page = here.page()
    assert "chose" not in page
    assert "chose" not in here.page("/screen")
    assert "Hidden from every screen." in words(page)
    here.does("show", letter="A")
    assert "5 chose 2" in here.page()
    here.does("hide", **CELL)
    assert host.room(here.workshop_id).cells[A_CELL].hidden
    assert here.press("hide", letter="B", group="kam_unit").status_code == 409


def test_a_cell_is_voted_on_once_more_and_the_earlier_round_stays(desk: At, host: Host) -> None:
    here = desk("revealed")
    here.does("reopen", **CELL)
    room = host.room(here.workshop_id)
    assert (room.cells[A_CELL].round, room.cells[A_CELL].is_revealed) == (2, False)
    says = here.says()
    assert "Round 2 0 of 5 answered" in says
    assert "Round 1: Close n = 5, median 2" in says
    assert here.press("reopen", **CELL).status_code == 409


def test_a_new_round_can_be_taken_back(desk: At, host: Host) -> None:
    here = desk("voted again")
    here.does("take-back-round", **CELL)
    room = host.room(here.workshop_id)
    assert (room.cells[A_CELL].round, room.cells[A_CELL].is_revealed) == (1, True)
    assert here.press("take-back-round", **CELL).status_code == 409


def test_a_settled_cell_is_not_voted_on_again(desk: At) -> None:
    assert desk("settled").press("reopen", **CELL).status_code == 409


@pytest.mark.parametrize("verb", ["reveal", "hide", "show", "reopen", "take-back-round", "take-back"])
@pytest.mark.parametrize("cell", [{"letter": "C"}, {"letter": "A", "group": "nobody"}, {"letter": ""}])
def test_a_cell_that_is_not_looked_at_is_not_there(desk: At, verb: str, cell: dict[str, str]) -> None:
    assert desk("revealed").press(verb, **cell).status_code == 404


@pytest.mark.parametrize("sent", [{}, {"letter": "A", "surprise": "1"}])
def test_it_takes_the_fields_that_it_has(desk: At, sent: dict[str, str]) -> None:
    assert desk("voting").press("reveal", **sent).status_code == 422


def seen_by_the_room(client: TestClient, here: Desk, cycle_id: int) -> list[str]:
    """Return everything that who leads, and the projector, can fetch while people vote."""
    paths = ("", "?element=A", "/live", "/live?element=A", "/screen", "/screen/live", "/people", "/close")
    pages = [client.get(here.address + path, headers=headers).text for path in paths for headers in ({}, HTMX)]
    pages += [client.get(f"/cycles/{cycle_id}/{path}").text for path in ("check", "elements/A", "results")]
    return pages + [here.press(verb, HTMX, shown="A").text for verb in ("pause", "resume", "lock", "unlock")]


@pytest.mark.parametrize("votes", ["anonymous", "named"])
@pytest.mark.parametrize("round_", [1, 2])
def test_nothing_tells_how_people_answer_before_it_is_revealed(
    client: TestClient, host: Host, votes: str, round_: int
) -> None:
    """To the letter the same pages come whatever is chosen, so they say nothing of it."""
    room = host.open("A", named=votes == "named")
    host.begin(room)
    seats = host.fill(room, "22222")
    if round_ > 1:
        host.reveal(room, "A", "kam_unit")
        host.lead(leading.reopen, room, A_CELL)
    cycle_id = host.room(room).cycle_id
    shown = []
    for revision, values in enumerate(("00000", "01233", "33333"), 2):
        for seat, value in zip(seats, values, strict=True):
            host.vote(seat, value, round=round_, revision=revision)
        shown.append(seen_by_the_room(client, Desk(client, room), cycle_id))
    assert shown[0] == shown[1] == shown[2]
    assert all(page for page in shown[0])
