"""Closing a workshop: what it means, taking it back, and what is left."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import monotonic, sleep

import pytest
from click.testing import CliRunner
from fastapi import FastAPI
from sqlalchemy import Engine, Table, func, select
from sqlmodel import Session
from starlette.testclient import TestClient

from app.assessments.agreements import RECORDS
from app.cli import main
from app.settings import get_settings
from app.workshops import closing, deciding, tidying
from app.workshops.deciding import Decision
from app.workshops.joining import LINKS
from app.workshops.models import Phase
from app.workshops.room import BALLOTS, PARTICIPATIONS, TALLIES, WORKSHOPS
from tests.conftest import visitor
from tests.pages import words
from tests.workshops.desks import Desk
from tests.workshops.rooms import A_CELL, Host

PATIENCE = 20


def until(happened: Callable[[], bool]) -> None:
    end = monotonic() + PATIENCE
    while not happened():
        assert monotonic() < end
        sleep(0.02)


At = Callable[[str], Desk]


@pytest.fixture
def grace(monkeypatch: pytest.MonkeyPatch) -> timedelta:
    """Closing can be taken back for a while, and nothing waits for the end of that."""

    async def wait_for_nothing(_app: FastAPI, _seconds: float) -> None:
        """The server has stopped, as it were."""

    monkeypatch.setattr(tidying, "_close_in", wait_for_nothing)
    monkeypatch.setattr(closing, "GRACE", timedelta(seconds=15))
    return closing.GRACE


def count(engine: Engine, table: Table) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_what_it_means_is_said_first(desk: At) -> None:
    says = desk("settled").says("/close")
    assert "1 of 10 scores are agreed." in says
    assert "4 cells revealed and not settled. 5 cells not revealed." in says
    assert "Answers that are not revealed are lost." in says
    assert "the seats of 5 people, all links, the code, and the key" in says
    assert "distributions where there were at least 5 answers" in says
    assert "You can take closing back for 15 seconds." in says


def test_it_destroys_what_was_anybodys_and_keeps_what_was_shown(desk: At, host: Host, engine: Engine) -> None:
    here = desk("settled")
    before = host.room(here.workshop_id)
    response = here.press("close")
    assert (response.status_code, response.headers["location"]) == (303, here.address)
    assert [count(engine, table) for table in (BALLOTS, PARTICIPATIONS, LINKS)] == [0, 0, 0]
    with engine.connect() as connection:
        row = connection.execute(select(WORKSHOPS)).one()
        kept = {(tally.element, tally.group_key, tally.seen_by) for tally in connection.execute(select(TALLIES))}
    assert (row.phase, row.code, row.link_hash, row.nonce) == (Phase.CLOSED, None, None, None)
    assert kept == {("A", "kam_unit", "all"), ("A", "kam_unit", "kam_unit")}
    assert host.room(here.workshop_id).cells == before.cells


def test_personal_links_are_destroyed(desk: At, engine: Engine) -> None:
    here = desk("personal")
    here.client.post(f"{here.address}/links")
    assert count(engine, LINKS) == 9
    here.press("close")
    assert count(engine, LINKS) == 0


def test_then_the_page_is_the_record(desk: At, host: Host) -> None:
    here = desk("revealed")
    host.lead(deciding.decide, here.workshop_id, A_CELL, Decision(2, "The list is kept.", "Two hold it is a 1."), 1)
    here.press("close")
    says = here.says()
    assert "Closed. 1 of 10 scores agreed. Answers were anonymous." in says
    assert "KAM unit Close n = 5, median 2" in says
    assert "Agreed 2 Transition state The list is kept. Dissent: Two hold it is a 1." in says
    assert "Never revealed Structure." in says
    assert "The workshop is closed" in here.says("/screen")


def test_the_cycle_is_free_again(desk: At, host: Host) -> None:
    here = desk("revealed")
    cycle_id = host.room(here.workshop_id).cycle_id
    here.press("close")
    assert f'href="/cycles/{cycle_id}/workshops/new"' in here.client.get(f"/cycles/{cycle_id}/check").text


def test_it_can_be_taken_back(desk: At, host: Host, engine: Engine, grace: timedelta) -> None:
    here = desk("settled")
    here.press("close")
    assert "The workshop is being closed" in here.says()
    assert here.offers("keep-open")
    assert here.press("pause").status_code == 409
    here.does("keep-open")
    room = host.room(here.workshop_id)
    assert (room.phase, room.letter, count(engine, BALLOTS)) == (Phase.VOTING, "A", 5)
    assert here.press("keep-open").status_code == 409


def test_it_is_not_taken_back_once_it_is_closed(desk: At) -> None:
    here = desk("revealed")
    here.press("close")
    assert here.press("keep-open").status_code == 409
    assert here.press("close").status_code == 409
    assert here.client.get(f"{here.address}/close").status_code == 409


def test_nothing_is_closed_for_good_before_its_time(desk: At, host: Host, engine: Engine, grace: timedelta) -> None:
    here = desk("voting")
    here.press("close")
    assert tidying.close_due(engine) == 0
    assert host.room(here.workshop_id).phase is Phase.CLOSING


def test_a_server_that_stopped_too_early_closes_it_at_its_start(desk: At, host: Host, engine: Engine) -> None:
    here = desk("closing")
    assert host.room(here.workshop_id).phase is Phase.CLOSING
    assert tidying.close_due(engine) == 1
    assert host.room(here.workshop_id).phase is Phase.CLOSED


def test_tidying_up_closes_it(desk: At, host: Host, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    here = desk("closing")
    monkeypatch.setenv("KAM_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    get_settings.cache_clear()
    assert CliRunner().invoke(main, ["tidy"]).exit_code == 0
    get_settings.cache_clear()
    assert host.room(here.workshop_id).phase is Phase.CLOSED


def test_a_server_that_runs_closes_what_another_left(
    desk: At, host: Host, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = desk("closing")
    monkeypatch.setattr(tidying, "LOOK_SECONDS", 0.01)
    with visitor(app):
        until(lambda: host.room(here.workshop_id).phase is Phase.CLOSED)


def test_servers_that_close_it_at_once_close_it_once(desk: At, engine: Engine) -> None:
    desk("closing")
    with ThreadPoolExecutor(4) as servers:
        assert sum(servers.map(tidying.close_due, [engine] * 4)) == 1
    assert count(engine, RECORDS) == 1


def test_a_look_that_fails_is_followed_by_another(
    desk: At, host: Host, app: FastAPI, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    here = desk("closing")
    tries: list[Engine] = []

    def fail_once(engine: Engine) -> bool:
        tries.append(engine)
        if len(tries) == 1:
            raise OSError("the database is away")
        return True

    monkeypatch.setattr(tidying, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(tidying, "_is_any_due", fail_once)
    with visitor(app):
        until(lambda: host.room(here.workshop_id).phase is Phase.CLOSED)
    assert "workshops are not closed for now: the database is away" in caplog.text


def test_nothing_is_due_while_it_can_be_taken_back(desk: At, session: Session, grace: timedelta) -> None:
    desk("voting").press("close")
    assert not closing.is_any_due(session)


def test_whoever_looks_at_it_later_closes_it(desk: At, host: Host) -> None:
    here = desk("closing")
    here.page()
    assert host.room(here.workshop_id).phase is Phase.CLOSED


def test_a_lobby_can_be_closed(client: TestClient, host: Host) -> None:
    here = Desk(client, host.at("lobby"))
    here.press("close")
    assert "Closed. 0 of 10 scores agreed." in words(here.page())


@pytest.mark.parametrize("path", ["/join", "/qr.svg", "/links"])
def test_there_is_no_door_any_more(desk: At, path: str) -> None:
    here = desk("revealed")
    here.press("close")
    assert here.client.get(here.address + path).status_code == 409
