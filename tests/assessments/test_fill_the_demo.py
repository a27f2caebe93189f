"""The demonstration: a company in which every page has something to show."""

from collections import Counter

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts.models import Person
from app.accounts.service import Member, create_organisation, get_first_director
from app.accounts.units import list_units
from app.assessments import cycles, demo, service
from app.assessments.cycle import Listed
from app.assessments.snapshot import NOTE_MAX
from app.errors import ConflictError
from tests.conftest import Cast, Scribe, SignIn


def cycles_of(session: Session, director: Member) -> list[Listed]:
    return cycles.list_history(session, director, drafts=True)


def test_it_tells_four_cycles_of_each_of_five_units_over_eighteen_months(session: Session) -> None:
    director = demo.fill(session)
    listed = cycles_of(session, director)
    units = Counter(item.cycle.details.unit for item in listed)
    assert set(units) == {unit.name for unit in list_units(session, director)}
    assert list(units.values()) == [4] * 5
    days = sorted(item.cycle.details.held_on for item in listed)
    assert 500 < (days[-1] - days[0]).days < 600


def test_it_has_cycles_in_three_bands_and_a_unit_that_fell(session: Session) -> None:
    director = demo.fill(session)
    bands = {item.result.band.key for item in cycles_of(session, director) if item.result.band}
    assert bands == {"not_ready", "ready", "in_transition"}
    courses = [cycles.list_history(session, director, unit.id) for unit in list_units(session, director)]
    assert any(course[-1].result.overall.score < course[-2].result.overall.score for course in courses)


def test_it_has_final_cycles_a_draft_and_one_of_smaller_scope(session: Session) -> None:
    listed = cycles_of(session, demo.fill(session))
    drafts = [item for item in listed if item.cycle.is_draft]
    assert 0 < len(drafts) < len(listed)
    assert all(item.result.overall.complete for item in listed if not item.cycle.is_draft)
    assert any(not item.result.overall.complete for item in drafts)
    assert any(item.cycle.details.out_of_scope for item in listed)


def test_it_was_sealed_on_the_days_it_tells(session: Session) -> None:
    director = demo.fill(session)
    for item in cycles_of(session, director):
        seal = service.get_snapshot(session, director, item.cycle.id).seal
        assert seal is None or seal.at.date() == item.cycle.details.held_on


def test_every_cycle_has_notes_and_evidence(session: Session) -> None:
    director = demo.fill(session)
    for item in cycles_of(session, director):
        answers = service.get_snapshot(session, director, item.cycle.id).answers.values()
        assert sum(bool(answer.note) for answer in answers) >= 3
        assert all(len(answer.note) <= NOTE_MAX for answer in answers)
        assert len({answer.evidence for answer in answers}) >= 3


def test_its_director_is_the_one_signed_in(session: Session) -> None:
    director = demo.fill(session)
    assert get_first_director(session) == director
    assert director.may_manage


def test_it_takes_over_the_empty_organisation_of_a_server_that_was_started_before(session: Session) -> None:
    first = create_organisation(session, "My organisation", "Programme director")
    director = demo.fill(session)
    assert director.organisation_id == first.organisation_id
    assert director.organisation != "My organisation"
    assert "Whole company" not in {unit.name for unit in list_units(session, director)}


def test_it_is_never_mixed_with_real_cycles(session: Session, scribe: Scribe, cast: Cast) -> None:
    scribe.start()
    session.get_one(Person, cast.administrator.person_id).is_administrator = False
    with pytest.raises(ConflictError, match="There are cycles already"):
        demo.fill(session)
    assert len(cycles.list_cycles(session, scribe.director)[0]) == 1


def test_it_is_filled_once(session: Session) -> None:
    demo.fill(session)
    with pytest.raises(ConflictError, match="is there already"):
        demo.fill(session)


def test_the_administrator_directs_it_beside_real_cycles(session: Session, scribe: Scribe, cast: Cast) -> None:
    scribe.start()
    director = demo.fill(session)
    assert director.person_id == cast.administrator.person_id
    assert director.organisation_id != scribe.director.organisation_id
    with pytest.raises(ConflictError, match="is there already"):
        demo.fill(session)


def test_its_pages_open(session: Session, client: TestClient, cast: Cast, sign_in: SignIn) -> None:
    director = demo.fill(session)
    session.commit()
    sign_in(cast.administrator)
    for item in cycles_of(session, director):
        session.rollback()
        address = f"/cycles/{item.cycle.id}"
        assert client.get(address).status_code == 303
        assert client.get(f"{address}/results").status_code == 200
