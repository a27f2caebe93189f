"""The administrator's page: organisations and people, without anything of what they score."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, col
from starlette.testclient import TestClient

from app.accounts import audit, installation, links
from app.accounts.models import Membership, Organisation, Person, Purpose, Role, Unit
from app.accounts.service import Member
from app.db.engine import writing
from app.errors import ConflictError
from tests.accounts.conftest import Configure
from tests.accounts.mail_servers import Mailbox, mailing, serving
from tests.accounts.trail import acts
from tests.conftest import Cast, Scribe, SignIn, Someone
from tests.databases import contents
from tests.pages import fields, words

NEW = {"name": "A third company", "email": "New@Example.com"}


@pytest.fixture
def administrator(client: TestClient, cast: Cast, sign_in: SignIn) -> TestClient:
    """The administrator's browser."""
    sign_in(cast.administrator)
    return client


def link_on(page: str) -> str:
    """Return the token of the link that the page shows."""
    return page.partition('<input id="link" value="')[2].partition('"')[0].rpartition("/")[2]


def test_it_shows_organisations_and_people_but_nothing_of_what_they_score(
    administrator: TestClient, scribe: Scribe
) -> None:
    scribe.final("A title that only its own organisation knows")
    page = words(administrator.get("/installation").text)
    assert "Example Manufacturing Group 1 director, 3 members in all, 1 unit" in page
    assert "Steering of Example Manufacturing Group" in page
    assert "dana@example.com" in page
    assert "only its own organisation knows" not in page


def test_it_says_who_cannot_sign_in_and_who_has_not_yet(administrator: TestClient, session: Session) -> None:
    person = Person(name="Local director")
    session.add(person)
    audit.record(session, audit.Actor("Dana Director", 1), "sign-in.started", "dana@example.com")
    session.commit()
    page = words(administrator.get("/installation").text)
    assert "nobody can sign in as them" in page
    assert "Has not signed in yet" in page
    assert "Last signed in on" in page
    assert administrator.post(f"/installation/people/{person.id}/reset").status_code == 409
    form = {"becomes": "yes"}
    assert administrator.post(f"/installation/people/{person.id}/administrator", data=form).status_code == 409


def test_an_organisation_begins_with_an_invitation_to_direct_it(
    administrator: TestClient, session: Session, engine: Engine
) -> None:
    response = administrator.post("/installation/organisations", data=NEW)
    assert response.status_code == 200
    token = link_on(response.text)
    link = links.look_at(session, token, Purpose.INVITATION)
    organisation = session.scalars(select(Organisation).where(col(Organisation.name) == "A third company")).one()
    assert (link.organisation_id, link.role, link.email) == (organisation.id, Role.DIRECTOR, "new@example.com")
    assert (
        session.scalars(select(Unit).where(col(Unit.organisation_id) == organisation.id)).one().name == "Whole company"
    )
    assert session.scalars(select(Membership).where(col(Membership.organisation_id) == organisation.id)).all() == []
    session.rollback()
    assert acts(engine) == [
        ("Ada Administrator", "organisation.created", "A third company"),
        ("Ada Administrator", "invitation.made", "new@example.com"),
    ]
    assert token not in repr(contents(engine)) + administrator.get("/installation").text


def test_the_invitation_is_mailed_where_there_is_a_server(administrator: TestClient, configure: Configure) -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port:
        configure(mailing(port))
        response = administrator.post("/installation/organisations", data=NEW)
    [message] = mailbox.messages
    assert message["to"] == "new@example.com"
    assert link_on(response.text) in message.get_content()


def test_an_organisation_without_a_director_gets_another_invitation(
    administrator: TestClient, session: Session, cast: Cast
) -> None:
    administrator.post("/installation/organisations", data=NEW)
    [address] = re.findall(r"/installation/organisations/\d+/director", administrator.get("/installation").text)
    response = administrator.post(address, data={"email": "other@example.com"})
    assert "Invitation to direct A third company" in words(response.text)
    link = links.look_at(session, link_on(response.text), Purpose.INVITATION)
    assert (link.role, link.email) == (Role.DIRECTOR, "other@example.com")


@pytest.mark.parametrize(
    ("organisation", "email", "status"), [("A third company", "new", 422), ("Another Company", "a@b.example", 409)]
)
def test_but_not_a_bad_one_nor_one_more(
    administrator: TestClient, session: Session, engine: Engine, organisation: str, email: str, status: int
) -> None:
    administrator.post("/installation/organisations", data=NEW)
    organisation_id = session.scalars(select(col(Organisation.id)).where(col(Organisation.name) == organisation)).one()
    session.rollback()
    before = contents(engine)
    address = f"/installation/organisations/{organisation_id}/director"
    assert administrator.post(address, data={"email": email}).status_code == status
    assert contents(engine) == before


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("name", " ", "Enter the name of the organisation."),
        ("name", "x" * 121, "Use at most 120 characters"),
        ("email", "new", "Enter an email address"),
    ],
)
def test_bad_input_is_said_and_changes_nothing(
    administrator: TestClient, engine: Engine, field: str, value: str, problem: str
) -> None:
    before = contents(engine)
    response = administrator.post("/installation/organisations", data=NEW | {field: value})
    assert response.status_code == 422
    assert problem in words(response.text)
    assert fields(response.text, "/installation/organisations") == NEW | {field: value}
    assert contents(engine) == before
    assert acts(engine) == []


def become(administrator: TestClient, someone: Member | Someone, becomes: str) -> int:
    address = f"/installation/people/{someone.person_id}/administrator"
    return administrator.post(address, data={"becomes": becomes}).status_code


def test_it_makes_and_unmakes_administrators(
    administrator: TestClient, cast: Cast, session: Session, engine: Engine
) -> None:
    for becomes in ("yes", "yes", "no", "no"):
        assert become(administrator, cast.steering, becomes) == 303
        person = session.get_one(Person, cast.steering.person_id, populate_existing=True)
        assert person.is_administrator == (becomes == "yes")
        session.rollback()
    assert acts(engine) == [
        ("Ada Administrator", "administrator.added", "stella@example.com"),
        ("Ada Administrator", "administrator.removed", "stella@example.com"),
    ]


def test_the_last_one_stays(administrator: TestClient, cast: Cast, session: Session, engine: Engine) -> None:
    session.add(Person(name="Without an address", is_administrator=True))
    session.commit()
    before = contents(engine)
    assert become(administrator, cast.administrator, "no") == 409
    assert contents(engine) == before


def test_who_leaves_the_role_is_led_away(administrator: TestClient, cast: Cast) -> None:
    become(administrator, cast.steering, "yes")
    address = f"/installation/people/{cast.administrator.person_id}/administrator"
    assert administrator.post(address, data={"becomes": "no"}).headers["location"] == "/"
    assert administrator.get("/installation").status_code == 404


def test_two_who_unmake_each_other_leave_one(engine: Engine, cast: Cast, session: Session) -> None:
    session.get_one(Person, cast.steering.person_id).is_administrator = True
    session.commit()
    both = [cast.steering.person_id, cast.administrator.person_id]
    start = Barrier(2)

    def unmake(person_id: int) -> bool:
        start.wait()
        try:
            with writing(engine) as own:
                installation.change_administrator(own, audit.SYSTEM, person_id, becomes=False)
                own.commit()
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(unmake, both)) == [False, True]


def test_a_link_for_a_new_password_is_shown_once(
    administrator: TestClient, guest: TestClient, cast: Cast, engine: Engine
) -> None:
    address = f"/installation/people/{cast.director.person_id}/reset"
    first, second = (link_on(administrator.post(address).text) for _ in range(2))
    assert [guest.get(f"/reset/{token}").status_code for token in (first, second)] == [404, 200]
    assert second not in administrator.get("/installation").text
    assert second not in repr(acts(engine))
    assert acts(engine)[0] == ("Ada Administrator", "password.link-made", "dana@example.com")


@pytest.mark.parametrize("path", ["reset", "administrator"])
def test_nobody_by_that_number_is_nothing(administrator: TestClient, path: str) -> None:
    assert administrator.post(f"/installation/people/4711/{path}", data={"becomes": "yes"}).status_code in {404, 422}
