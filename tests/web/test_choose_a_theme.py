"""Light, dark, or as the device has it: kept in a cookie."""

import pytest
from starlette.testclient import TestClient

from app.accounts.service import Member
from app.main import create_app
from app.settings import Settings
from tests.conftest import COOKIE, token_of
from tests.databases import Database


@pytest.mark.parametrize("theme", ["light", "dark", "system"])
def test_it_is_kept_and_drawn(client: TestClient, director: Member, theme: str) -> None:
    assert '<html lang="en" data-theme="system">' in client.get("/").text
    response = client.post("/theme", data={"theme": theme, "back": "/method"})
    assert (response.status_code, response.headers["location"]) == (303, "/method")
    page = client.get("/method").text
    assert f'data-theme="{theme}"' in page
    assert page.count("checked") == 1
    assert f'value="{theme}" id="theme-{theme}" checked' in page


def test_its_cookie_is_for_the_server_only_and_lasts(client: TestClient) -> None:
    cookie = client.post("/theme", data={"theme": "dark"}).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age=31536000" in cookie


def test_over_https_its_cookie_is_bound_to_host_and_https(database: Database) -> None:
    settings = Settings(database_url=database.url, warm_reports=False, base_url="https://kam.example.com")
    app = create_app(settings)
    browser = TestClient(app, base_url=settings.base_url, follow_redirects=False)
    browser.cookies.set("theme", "light")  # what another host of the domain can set is nothing here
    assert 'data-theme="system"' in browser.get("/sign-in").text
    cookie = browser.post("/theme", data={"theme": "dark"}).headers["set-cookie"]
    assert cookie.startswith("__Host-theme=dark;")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert 'data-theme="dark"' in browser.get("/sign-in").text
    app.state.engine.dispose()


def test_the_script_is_answered_without_a_page(client: TestClient) -> None:
    response = client.post("/theme", data={"theme": "dark"}, headers={"hx-request": "true"})
    assert (response.status_code, response.content) == (204, b"")
    assert "theme=dark" in response.headers["set-cookie"]


@pytest.mark.parametrize("theme", ["", "sepia", "Dark"])
def test_it_refuses_any_other(client: TestClient, theme: str) -> None:
    response = client.post("/theme", data={"theme": theme})
    assert response.status_code == 422
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("theme", ["sepia", '"><script>', ""])
def test_a_cookie_of_somebody_else_is_not_drawn(client: TestClient, director: Member, theme: str) -> None:
    page = client.get("/", headers={"cookie": f"{COOKIE}={token_of(director.person)}; theme={theme}"}).text
    assert 'data-theme="system"' in page
    assert "<script>" not in page


@pytest.mark.parametrize(
    "back",
    ["https://attacker.example", "//attacker.example", "/\\attacker.example", "attacker", "\\/x", "javascript:1"],
)
def test_it_leads_nowhere_else(client: TestClient, back: str) -> None:
    assert client.post("/theme", data={"theme": "dark", "back": back}).headers["location"] == "/"


@pytest.mark.parametrize("back", ["/\t/attacker.example", "/\r\nset-cookie: a=b"])
def test_it_leads_nowhere_else_by_characters_that_browsers_drop(client: TestClient, back: str) -> None:
    response = client.post("/theme", data={"theme": "dark", "back": back})
    assert not {"\t", "\r", "\n"} & set(response.headers["location"])
    assert not response.headers["location"].startswith("//")
    assert response.headers.get_list("set-cookie")[0].startswith("theme=dark")
