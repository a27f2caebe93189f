"""The second step of signing in."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import Engine, update
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts import second_factors, throttling
from app.accounts.sessions import SECOND_FACTORS, SIGN_INS
from app.db.columns import now
from app.db.engine import writing
from tests.accounts.trail import trail
from tests.conftest import COOKIE, Cast
from tests.databases import contents
from tests.pages import fields, words

STEP = "/sign-in/second-factor"
GivePassword = Callable[..., None]
NOON = 1_800_000_000


def test_the_password_alone_opens_nothing(
    guest: TestClient, authenticator: pyotp.TOTP, give_password: GivePassword
) -> None:
    give_password("/method")
    for path in ("/", "/profile", "/profile/second-factor"):
        response = guest.get(path)
        assert (response.status_code, response.headers["location"].partition("?")[0]) == (303, STEP)
    assert guest.post("/profile/name", data={"name": "Somebody"}).status_code == 401


def test_it_is_recorded_with_what_proved_it(
    guest: TestClient, authenticator: pyotp.TOTP, give_password: GivePassword, session: Session
) -> None:
    give_password("/method")
    guest.post(STEP, data={"code": "000000"})
    guest.post(STEP, data={"code": authenticator.now()})
    assert [(action, after) for _, action, _, _, after in trail(session)][-2:] == [
        ("sign-in.refused", {"by": "password and code"}),
        ("sign-in.started", {"by": "password and code"}),
    ]


def test_a_code_finishes_it_with_a_fresh_token(
    guest: TestClient, authenticator: pyotp.TOTP, give_password: GivePassword, engine: Engine
) -> None:
    give_password("/method")
    waiting = guest.cookies[COOKIE]
    page = guest.get(f"{STEP}?next=/method")
    assert page.status_code == 200
    form = fields(page.text, STEP) | {"code": authenticator.now()}
    response = guest.post(STEP, data=form)
    assert (response.status_code, response.headers["location"]) == (303, "/method")
    assert guest.cookies[COOKIE] != waiting
    assert guest.cookies[COOKIE] not in repr(contents(engine))
    assert guest.get("/method").status_code == 200
    guest.cookies.set(COOKIE, waiting, domain="127.0.0.1")
    assert guest.get("/method").headers["location"].startswith("/sign-in?")


@pytest.mark.parametrize(
    "code", ["", "000000", "12345", "abcdef", "aaaaaa-aaaaaa-aaaaaa-aaaaaa", "一二三四五六", "9" * 5000]
)
def test_a_wrong_code_is_refused(
    guest: TestClient, authenticator: pyotp.TOTP, give_password: GivePassword, code: str
) -> None:
    give_password()
    response = guest.post(STEP, data={"code": code, "next": "/method"})
    assert response.status_code == 422
    assert "This code is not right" in words(response.text)
    assert fields(response.text, STEP) == {"code": code, "next": "/method"}
    assert guest.get("/profile").status_code == 303


def test_a_code_works_once(guest: TestClient, authenticator: pyotp.TOTP, give_password: GivePassword) -> None:
    code = authenticator.now()
    for expected in (303, 422):
        give_password()
        assert guest.post(STEP, data={"code": code}).status_code == expected


def test_a_recovery_code_works_once(
    guest: TestClient, authenticator: pyotp.TOTP, give_password: GivePassword, client: TestClient
) -> None:
    made = client.post("/profile/second-factor/recovery-codes", data={"code": authenticator.now()})
    code = made.text.partition("<code>")[2].partition("</code>")[0]
    for typed, expected in ((f" {code.upper()} ", 303), (code, 422), (code.replace("-", ""), 422)):
        give_password()
        assert guest.post(STEP, data={"code": typed}).status_code == expected


@pytest.mark.parametrize("steps_late", [-2, -1, 0, 1, 2])
def test_clocks_may_differ_by_a_step(session: Session, authenticator: pyotp.TOTP, cast: Cast, steps_late: int) -> None:
    code = authenticator.at(NOON - 30 * steps_late)
    assert second_factors.accept(session, cast.director.person_id, code, NOON) == (abs(steps_late) <= 1)


def test_no_earlier_code_works_after_a_later_one(session: Session, authenticator: pyotp.TOTP, cast: Cast) -> None:
    later, earlier = authenticator.at(NOON), authenticator.at(NOON - 30)
    assert [second_factors.accept(session, cast.director.person_id, code, NOON) for code in (later, earlier)] == [
        True,
        False,
    ]


def test_of_many_who_give_a_code_at_once_one_succeeds(engine: Engine, authenticator: pyotp.TOTP, cast: Cast) -> None:
    def give(_: int) -> bool:
        with writing(engine) as session:
            good = second_factors.accept(session, cast.director.person_id, authenticator.at(NOON), NOON)
            session.commit()
            return good

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(give, range(6))) == [False] * 5 + [True]


def test_nobody_else_s_code_works(session: Session, authenticator: pyotp.TOTP, cast: Cast) -> None:
    assert not second_factors.accept(session, cast.steering.person_id, authenticator.at(NOON), NOON)


def test_what_was_never_confirmed_is_not_asked_for(
    guest: TestClient, authenticator: pyotp.TOTP, dana: str, session: Session
) -> None:
    session.execute(update(SECOND_FACTORS).values(confirmed_at=None))
    session.commit()
    response = guest.post("/sign-in", data={"email": dana, "password": "nine verticals and a band"})
    assert response.headers["location"] == "/"


def test_it_waits_for_ten_minutes(
    guest: TestClient, authenticator: pyotp.TOTP, give_password: GivePassword, session: Session
) -> None:
    give_password()
    session.execute(update(SIGN_INS).values(started_at=now() - timedelta(minutes=11)))
    session.commit()
    response = guest.post(STEP, data={"code": authenticator.now(), "next": "/method"})
    assert (response.status_code, response.headers["location"]) == (303, "/method")
    assert guest.get("/method").headers["location"].startswith("/sign-in?")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_whoever_waits_for_nothing_goes_on(guest: TestClient, client: TestClient, cast: Cast, method: str) -> None:
    for browser in (guest, client):
        form = {"code": "123456", "next": "/method"}
        response = browser.request(method, f"{STEP}?next=/method", data=form if method == "POST" else None)
        assert (response.status_code, response.headers["location"]) == (303, "/method")


@pytest.mark.parametrize("next_path", ["//evil.example", "https://evil.example", "javascript:x"])
def test_it_leads_to_no_other_site(guest: TestClient, cast: Cast, next_path: str) -> None:
    assert guest.post(STEP, data={"code": "1", "next": next_path}).headers["location"] == "/"


def test_too_many_wrong_codes_wait(
    guest: TestClient, authenticator: pyotp.TOTP, give_password: GivePassword, session: Session, cast: Cast
) -> None:
    for _ in range(9):
        throttling.count(session, throttling.of_person(cast.director.person_id))
    session.commit()
    give_password()
    assert guest.post(STEP, data={"code": "000000"}).status_code == 422
    response = guest.post(STEP, data={"code": authenticator.now(), "next": "/method"})
    assert response.status_code == 429
    assert 0 < int(response.headers["retry-after"]) <= 900
    assert fields(response.text, STEP)["next"] == "/method"
