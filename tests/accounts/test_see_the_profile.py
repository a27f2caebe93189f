"""A person's own page."""

import json

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts import browsers
from app.accounts.audit import EVENTS
from app.accounts.models import Membership, Role
from tests.conftest import Cast, SignIn
from tests.databases import contents
from tests.pages import fields, words

RENAME = "/profile/name"


def test_it_names_every_organisation_and_role(client: TestClient, cast: Cast, session: Session) -> None:
    other = cast.stranger.organisation_id
    session.add(Membership(person_id=cast.director.person_id, organisation_id=other, role=Role.STEERING))
    session.commit()
    page = client.get("/profile")
    assert "Another Company Steering Example Manufacturing Group Director" in words(page.text)
    assert f'href="/?organisation={other}"' in page.text


def test_who_belongs_nowhere_has_one_too(client: TestClient, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.administrator)
    page = client.get("/profile")
    assert page.status_code == 200
    assert ">Organisations</h2>" not in page.text


def test_the_name_is_changed_everywhere(client: TestClient, cast: Cast, session: Session) -> None:
    response = client.post(RENAME, data={"name": "  Dana   Doğan "})
    assert (response.status_code, response.headers["location"]) == (303, "/profile")
    assert fields(client.get("/profile").text, RENAME) == {"name": "Dana Doğan"}
    event = session.execute(select(EVENTS.c.action, EVENTS.c.before, EVENTS.c.after)).one()
    assert event == ("person.renamed", '{"name": "Dana Director"}', json.dumps({"name": "Dana Doğan"}))


@pytest.mark.parametrize(
    ("name", "said"), [(" ", "Enter your name"), ("x" * 121, "Use at most 120 characters; this has 121.")]
)
def test_what_can_t_be_a_name_changes_nothing(
    client: TestClient, cast: Cast, engine: Engine, name: str, said: str
) -> None:
    before = contents(engine)
    response = client.post(RENAME, data={"name": name})
    assert response.status_code == 422
    assert said in words(response.text)
    assert fields(response.text, RENAME) == {"name": name}
    assert contents(engine) == before


WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (f"{WINDOWS} Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        (f"{WINDOWS} {WEBKIT} Chrome/140.0 Safari/537.36", "Chrome on Windows"),
        (f"{WINDOWS} {WEBKIT} Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        (f"{WINDOWS} {WEBKIT} Chrome/140.0 Safari/537.36 OPR/120.0", "Opera on Windows"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/18 Safari/605.1.15", "Safari on macOS"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) {WEBKIT} Safari/604.1", "Safari on iPhone"),
        (f"Mozilla/5.0 (iPad; CPU OS 18 like Mac OS X) {WEBKIT} CriOS/140 Safari/604.1", "Chrome on iPad"),
        (f"Mozilla/5.0 (Linux; Android 16) {WEBKIT} SamsungBrowser/28 Chrome/140", "Samsung Internet on Android"),
        (f"Mozilla/5.0 (X11; CrOS x86_64) {WEBKIT} Chrome/140.0 Safari/537.36", "Chrome on ChromeOS"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("curl/8.14", "curl"),
        ("<script>", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_called_by_its_name(user_agent: str, name: str) -> None:
    assert browsers.name_of(user_agent) == name
