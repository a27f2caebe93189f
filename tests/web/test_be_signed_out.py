"""What is answered once nobody is signed in: never a login page inside a page, and never a form thrown away."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.access_table import CHOICE
from tests.conftest import Cast, Scribe, visitor
from tests.pages import words

FRAGMENT = {"hx-request": "true"}


@pytest.fixture
def nobody(app: FastAPI, cast: Cast) -> TestClient:
    """A browser in which nobody is signed in any more."""
    return visitor(app)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/cycles/{}/elements/A/states"), ("POST", "/cycles/{}/cells/A/kam_unit/choice"), ("GET", "/")],
)
def test_a_fragment_is_answered_with_nothing_to_show(
    nobody: TestClient, scribe: Scribe, method: str, path: str
) -> None:
    form = CHOICE if method == "POST" else None
    response = nobody.request(method, path.format(scribe.start()), headers=FRAGMENT, data=form)
    assert (response.status_code, response.content) == (401, b"")


def test_a_page_leads_to_sign_in_and_back(nobody: TestClient, scribe: Scribe) -> None:
    response = nobody.get(f"/cycles/{scribe.start()}/results?from=report")
    assert response.status_code == 303
    assert response.headers["location"].endswith("/sign-in?next=%2Fcycles%2F1%2Fresults%3Ffrom%3Dreport")


def test_a_form_is_answered_with_how_to_send_it_again(nobody: TestClient, scribe: Scribe) -> None:
    response = nobody.post(f"/cycles/{scribe.start()}/details", data={"title": "Typed"})
    assert response.status_code == 401
    assert "nothing that you entered is lost" in words(response.text)
    assert '<a href="/sign-in" target="_blank" rel="noopener">' in response.text
    assert "data-person" not in response.text


def test_whose_entries_a_page_may_send_is_said_by_it(client: TestClient, cast: Cast, nobody: TestClient) -> None:
    assert f'data-person="{cast.director.person_id}"' in client.get("/").text
    assert "data-person" not in nobody.get("/sign-in").text
