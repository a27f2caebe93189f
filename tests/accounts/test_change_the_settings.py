"""Setting the organisation's name, accent, second factor and how long drafts are kept."""

import re

import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts import colours, organisations
from app.accounts.models import SecondFactor
from app.accounts.organisations import Choices
from app.accounts.service import Member
from app.db.columns import now
from app.settings import ROOT
from tests.accounts.trail import trail
from tests.conftest import Scribe
from tests.databases import contents
from tests.pages import fields, words

SECRET = "JBSWY3DPEHPK3PXP"
PATH = "/organisations/1/settings"
FORM = {"name": "Example Manufacturing Group", "accent": "", "retention_months": "0"}


def has_second_factor(session: Session, member: Member) -> None:
    session.add(SecondFactor(person_id=member.person_id, secret=SECRET, confirmed_at=now()))
    session.commit()


def test_it_shows_what_is_set(client: TestClient, director: Member) -> None:
    form = FORM | {"name": " Example  Group ", "accent": "#0B5D73", "retention_months": "12"}
    assert client.post(PATH, data=form).headers["location"] == PATH
    page = client.get(PATH).text
    assert fields(page, PATH) == {"name": "Example Group", "accent": "#0b5d73"}
    assert '<option value="12" selected>' in page


def test_final_cycles_keep_the_name_they_were_sealed_with(client: TestClient, scribe: Scribe) -> None:
    final, draft = scribe.final("Final"), scribe.start("Draft")
    client.post(PATH, data=FORM | {"name": "Renamed"})
    names = [client.get(f"/cycles/{one}/result.json").json()["organisation"] for one in (final, draft)]
    assert names == ["Example Manufacturing Group", "Renamed"]


def test_only_what_changed_is_in_the_audit_trail(session: Session, director: Member) -> None:
    organisations.change(session, director, Choices("Renamed", "", second_factor_required=False, retention_months=6))
    organisations.change(session, director, Choices("Renamed", "", second_factor_required=False, retention_months=6))
    before = {"name": "Example Manufacturing Group", "retention_months": 0}
    after = {"name": "Renamed", "retention_months": 6}
    assert trail(session) == [("Dana Director", "organisation.changed", "Renamed", before, after)]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", " ", "Enter the name of the organisation."),
        ("name", "x" * 121, "Use at most 120 characters; this has 121."),
        ("accent", "blue", "Enter a colour as # and six digits"),
        ("accent", "#12345", "Enter a colour as # and six digits"),
        ("accent", "#7cc9dc", "#7cc9dc is too light: its contrast on the light pages is 1.6 to 1, and text needs 4.5"),
        ("retention_months", "7", "Choose one of the times in the list."),
        ("second_factor_required", "true", "Add a second factor to your own profile first"),
    ],
)
def test_what_can_not_be_used_is_said_and_nothing_changes(
    client: TestClient, director: Member, engine: Engine, field: str, value: str, message: str
) -> None:
    before = contents(engine)
    response = client.post(PATH, data=FORM | {"name": "Typed"} | {field: value})
    assert response.status_code == 422
    assert message in words(response.text)
    assert f'id="{field}-error"' in response.text
    assert ('value="Typed"' in response.text) == (field != "name")
    assert contents(engine) == before


def test_a_director_with_a_second_factor_may_ask_it_of_all(
    session: Session, client: TestClient, director: Member
) -> None:
    has_second_factor(session, director)
    form = FORM | {"second_factor_required": "true"}
    assert client.post(PATH, data=form).status_code == 303
    assert fields(client.get(PATH).text, PATH)["second_factor_required"] == "true"


def test_the_accent_is_a_style_sheet_that_browsers_keep_but_ask_for(client: TestClient, director: Member) -> None:
    sheet = "/organisations/1/accent.css"
    assert client.get(sheet).text == ""
    client.post(PATH, data=FORM | {"accent": "#7a1f5c"})
    response = client.get(sheet)
    assert response.headers["content-type"] == "text/css; charset=utf-8"
    assert response.headers["cache-control"] == "private, no-cache"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "--accent: light-dark(#7a1f5c, #7cc9dc);" in response.text
    assert client.get(sheet, headers={"if-none-match": response.headers["etag"]}).status_code == 304


def test_the_dark_theme_keeps_the_accent_of_the_product() -> None:
    tokens = (ROOT / "static" / "tokens.css").read_text()
    for name, colour in colours.DARK.items():
        assert re.search(rf"--{name}: light-dark\(#\w+, {colour}\);", tokens)
    for name, colour in {"paper": colours.PAPER, "sunk": colours.SUNK}.items():
        assert re.search(rf"--{name}: light-dark\({colour}, #\w+\);", tokens)


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0)]
)
def test_the_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert colours.contrast_of(one, other) == colours.contrast_of(other, one) == pytest.approx(ratio, abs=0.005)
