"""Adding a second factor."""

import re
from xml.etree.ElementTree import fromstring

import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, select
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts import throttling
from app.accounts.audit import EVENTS as AUDIT
from app.accounts.models import Organisation
from app.accounts.second_factors import RECOVERY_CODES
from app.accounts.sessions import SECOND_FACTORS
from app.settings import Settings
from tests.accounts.conftest import PASSWORD, PROVIDER, Configure
from tests.conftest import Cast, SignIn, visitor
from tests.databases import contents
from tests.pages import fields, words

PAGE = "/profile/second-factor"
QR = f"{PAGE}/qr.svg"
CONFIRM = f"{PAGE}/confirm"


@pytest.fixture
def begun(client: TestClient, cast: Cast) -> pyotp.TOTP:
    """The director's app, which has scanned the code just now."""
    page = client.post(f"{PAGE}/begin", data={"next": "/method"}).text
    return pyotp.TOTP(re.findall(r"<code>(\w+)</code>", page)[0])


def codes(page: str) -> list[str]:
    """Return the recovery codes on a page."""
    return re.findall(r"<code>([\w-]+)</code>", page)


def test_looking_at_the_page_makes_no_secret(client: TestClient, cast: Cast, engine: Engine) -> None:
    before = contents(engine)
    assert client.get(PAGE).status_code == 200
    assert contents(engine) == before


def test_it_takes_the_current_password_first(client: TestClient, dana: str, session: Session) -> None:
    form = {"username": dana, "current": PASSWORD, "next": "/method"}
    page = client.get(PAGE, params={"next": "/method"}).text
    assert fields(page, f"{PAGE}/begin") == {"username": dana, "current": "", "next": "/method"}
    begun = client.post(f"{PAGE}/begin", data=form)
    assert begun.status_code == 200
    code = pyotp.TOTP(codes(begun.text)[0]).now()
    assert client.post(CONFIRM, data={"code": code, "current": PASSWORD}).status_code == 200
    assert session.scalars(select(throttling.THROTTLES.c.tries)).all() == [0]


@pytest.mark.parametrize("current", ["", "not the right one"])
def test_a_key_that_waits_is_not_confirmed_without_it(
    client: TestClient, dana: str, engine: Engine, current: str
) -> None:
    begun = client.post(f"{PAGE}/begin", data={"current": PASSWORD}).text
    before, code = contents(engine), pyotp.TOTP(codes(begun)[0]).now()
    response = client.post(CONFIRM, data={"code": code, "current": current, "next": "/method"})
    assert response.status_code == 422
    assert "This is not your current password." in words(response.text)
    assert fields(response.text, CONFIRM) == {"username": dana, "current": "", "code": code, "next": "/method"}
    assert contents(engine) == before
    assert client.post(CONFIRM, data={"code": code, "current": PASSWORD}).status_code == 200


@pytest.mark.parametrize("current", ["", "not the right one"])
def test_without_it_there_is_no_secret(client: TestClient, dana: str, engine: Engine, current: str) -> None:
    response = client.post(f"{PAGE}/begin", data={"current": current, "next": "/method"})
    assert response.status_code == 422
    assert "This is not your current password." in words(response.text)
    assert fields(response.text, f"{PAGE}/begin")["next"] == "/method"
    assert not contents(engine)["second_factors"]


def test_too_many_wrong_passwords_wait(client: TestClient, dana: str, cast: Cast, session: Session) -> None:
    for _ in range(9):
        throttling.count(session, throttling.of_person(cast.director.person_id))
    session.commit()
    tries = [client.post(f"{PAGE}/begin", data={"current": current}) for current in ("a guess", PASSWORD)]
    assert [answer.status_code for answer in tries] == [422, 429]


def test_where_passwords_are_switched_off_none_is_asked_for(
    client: TestClient, dana: str, configure: Configure
) -> None:
    configure(Settings(local_sign_in=False, **PROVIDER))
    assert client.post(f"{PAGE}/begin").status_code == 200


def test_the_secret_is_shown_as_text_and_as_a_picture(client: TestClient, begun: pyotp.TOTP) -> None:
    page = client.get(PAGE).text
    assert begun.secret in page
    assert f'src="{QR}"' in page
    picture = client.get(QR)
    assert picture.headers["content-type"] == "image/svg+xml; charset=utf-8"
    assert picture.headers["cache-control"] == "no-store"
    assert "<style" not in picture.text
    assert fromstring(picture.content).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - drawn by us


def test_it_counts_once_a_code_is_given(client: TestClient, begun: pyotp.TOTP, session: Session) -> None:
    assert "Add a second factor" in words(client.get("/profile").text)
    response = client.post(CONFIRM, data={"code": begun.now(), "next": "/method"})
    assert response.status_code == 200
    assert 'href="/method"' in response.text
    made = codes(response.text)
    assert len(set(made)) == 10
    assert all(re.fullmatch(r"([a-km-z2-9]{7}-){3}[a-km-z2-9]{7}", code) for code in made)
    assert "Signing in takes your password and a code." in words(client.get("/profile").text)
    assert "10 of your recovery codes are left." in words(client.get(PAGE).text)


def test_the_codes_are_not_stored(client: TestClient, begun: pyotp.TOTP, engine: Engine) -> None:
    made = codes(client.post(CONFIRM, data={"code": begun.now()}).text)
    stored = repr(contents(engine)["recovery_codes"])
    assert not [code for code in made if code in stored or code.replace("-", "") in stored]


def test_the_code_that_confirmed_it_is_used_up(client: TestClient, begun: pyotp.TOTP) -> None:
    code = begun.now()
    assert client.post(CONFIRM, data={"code": code}).status_code == 200
    assert client.post(f"{PAGE}/remove", data={"code": code}).status_code == 422


@pytest.mark.parametrize("code", ["", "000000", "seven"])
def test_a_wrong_code_changes_nothing(client: TestClient, begun: pyotp.TOTP, engine: Engine, code: str) -> None:
    before = contents(engine)
    response = client.post(CONFIRM, data={"code": code, "next": "/method"})
    assert response.status_code == 422
    assert fields(response.text, CONFIRM) == {"code": code, "next": "/method"}
    assert contents(engine) == before


def test_too_many_wrong_codes_wait(client: TestClient, begun: pyotp.TOTP, session: Session, cast: Cast) -> None:
    for _ in range(10):
        throttling.count(session, throttling.of_person(cast.director.person_id))
    session.commit()
    response = client.post(CONFIRM, data={"code": begun.now()})
    assert response.status_code == 429
    assert 0 < int(response.headers["retry-after"]) <= 900
    assert "Try again in 15 minutes." in words(response.text)


def test_another_key_takes_the_place_of_the_one_before(client: TestClient, begun: pyotp.TOTP) -> None:
    client.post(f"{PAGE}/begin")
    assert client.post(CONFIRM, data={"code": begun.now()}).status_code == 422


def test_a_confirmed_one_is_not_replaced(client: TestClient, authenticator: pyotp.TOTP, engine: Engine) -> None:
    before = contents(engine)
    assert client.post(f"{PAGE}/begin").status_code == 409
    assert client.get(QR).status_code == 404
    assert authenticator.secret not in client.get(PAGE).text
    assert client.post(CONFIRM, data={"code": authenticator.now()}).status_code == 422
    assert contents(engine) == before


def test_each_person_sees_their_own(client: TestClient, begun: pyotp.TOTP, sign_in: SignIn, cast: Cast) -> None:
    sign_in(cast.steering)
    assert begun.secret not in client.get(PAGE).text
    assert client.get(QR).status_code == 404
    assert client.post(CONFIRM, data={"code": begun.now()}).status_code == 422


@pytest.mark.parametrize("path", [PAGE, QR])
def test_nobody_signed_in_sees_none(app: FastAPI, path: str) -> None:
    assert visitor(app).get(path).headers["location"].startswith("/sign-in?")


def test_an_organisation_that_asks_for_it_leads_there_and_back(
    client: TestClient, cast: Cast, session: Session
) -> None:
    session.get_one(Organisation, cast.director.organisation_id).second_factor_required = True
    session.commit()
    location = client.get("/cycles/new").headers["location"]
    assert location == f"{PAGE}?next=%2Fcycles%2Fnew"
    page = client.get(location)
    assert "Example Manufacturing Group asks for a second factor" in words(page.text)
    begun = client.post(f"{PAGE}/begin", data=fields(page.text, f"{PAGE}/begin")).text
    form = fields(begun, CONFIRM) | {"code": pyotp.TOTP(codes(begun)[0]).now()}
    assert 'href="/cycles/new"' in client.post(CONFIRM, data=form).text
    assert client.get("/cycles/new").status_code == 200
    assert "asks for a second factor</h2>" not in client.get(PAGE).text


@pytest.mark.parametrize("next_path", ["//evil.example", "https://evil.example", "javascript:x"])
def test_it_leads_to_no_other_site(client: TestClient, cast: Cast, next_path: str) -> None:
    assert "evil" not in client.get(PAGE, params={"next": next_path}).text
    assert "evil" not in client.post(f"{PAGE}/begin", data={"next": next_path}).text


def test_it_is_recorded(client: TestClient, begun: pyotp.TOTP, session: Session) -> None:
    client.post(CONFIRM, data={"code": begun.now()})
    event = session.execute(select(AUDIT.c.action, AUDIT.c.person, AUDIT.c.after)).one()
    assert event == ("second-factor.added", "Dana Director", "")
    assert session.execute(select(SECOND_FACTORS.c.last_step)).scalar_one() > 0
    assert len(session.execute(select(RECOVERY_CODES)).all()) == 10
