"""Signing in through an OpenID provider that tells the truth."""

from time import time
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.accounts import oidc
from app.accounts.models import Identity, Membership, Person, ProviderVisit, Role
from tests.accounts.oidc.conftest import Guest, Trust
from tests.accounts.oidc.provider import CLIENT_ID, EC, NEVER_SAID, OKP, RSA, TestProvider
from tests.conftest import COOKIE, HOST, Cast, token_of, visitor
from tests.databases import contents
from tests.pages import words

VISIT_COOKIE = "kam-visit"


def test_the_page_offers_it_when_there_is_a_provider(app: FastAPI, client: TestClient, guest: Guest) -> None:
    page = guest.browser.get("/sign-in", params={"next": "/method?a=1&b=2"})
    assert "Sign in with Example Login" in words(page.text)
    assert 'href="/sign-in/provider?next=/method%3Fa%3D1%26b%3D2"' in page.text


def test_without_a_provider_there_is_no_such_way(app: FastAPI) -> None:
    browser = visitor(app)
    assert "/sign-in/provider" not in browser.get("/sign-in").text
    assert browser.get("/sign-in/provider").status_code == 404
    assert browser.get("/sign-in/provider/callback?code=a&state=b").status_code == 404


def test_the_provider_is_asked_with_state_nonce_and_pkce(
    guest: Guest, provider: TestProvider, session: Session
) -> None:
    there = guest.leaves("/method")
    address = urlsplit(there.headers["location"])
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    visit = session.scalars(select(ProviderVisit)).one()
    assert (there.status_code, f"{address.scheme}://{address.netloc}") == (303, provider.issuer)
    assert (asked["response_type"], asked["client_id"], asked["scope"]) == ("code", CLIENT_ID, "openid profile email")
    assert asked["redirect_uri"] == f"{HOST}/sign-in/provider/callback"
    assert (asked["state"], asked["nonce"], asked["code_challenge_method"]) == (visit.state, visit.nonce, "S256")
    assert visit.verifier not in there.headers["location"]
    assert len({visit.state, visit.nonce, visit.verifier}) == 3


def test_groups_are_asked_for_when_they_matter(guest: Guest, trust: Trust) -> None:
    trust(oidc_groups="kam=1:steering")
    assert "scope=openid+profile+email+groups" in guest.leaves().headers["location"].replace("%20", "+")


def test_the_visit_is_bound_to_the_browser(guest: Guest, engine: Engine) -> None:
    cookie = guest.leaves().headers["set-cookie"]
    assert cookie.startswith(f"{VISIT_COOKIE}=")
    assert {"HttpOnly", "Max-Age=600", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert guest.browser.cookies[VISIT_COOKIE] not in repr(contents(engine))


def test_over_https_its_cookie_is_for_this_host_alone(guest: Guest, trust: Trust) -> None:
    trust(base_url="https://127.0.0.1")
    cookie = guest.leaves().headers["set-cookie"]
    assert cookie.startswith("__Host-kam-visit=")
    assert {"Secure", "Path=/"} <= set(cookie.split("; "))


def test_the_token_that_a_browser_brings_is_ended(guest: Guest, cast: Cast) -> None:
    guest.browser.cookies.set(COOKIE, token_of(cast.steering.person), domain="127.0.0.1")
    assert guest.browser.get("/profile").status_code == 200
    assert guest.comes_in().status_code == 303
    assert guest.browser.cookies[COOKIE] != token_of(cast.steering.person)
    guest.browser.cookies.set(COOKIE, token_of(cast.steering.person), domain="127.0.0.1")
    assert guest.browser.get("/profile").status_code == 303


def test_a_verified_address_links_the_person_who_has_it(guest: Guest, cast: Cast, session: Session) -> None:
    back = guest.comes_in("/method?a=1")
    assert (back.status_code, back.headers["location"]) == (303, "/method?a=1")
    assert guest.browser.get("/method").status_code == 200
    assert session.scalars(select(Identity)).one().person_id == cast.director.person_id
    assert [action for action, _, _ in guest.events()] == ["identity.linked", "sign-in.started"]


def test_the_visit_leaves_nothing_behind(guest: Guest, cast: Cast, session: Session) -> None:
    guest.comes_in()
    assert not session.scalars(select(ProviderVisit)).all()
    assert VISIT_COOKIE not in guest.browser.cookies
    assert COOKIE in guest.browser.cookies


def test_later_the_subject_counts_and_not_the_address(
    guest: Guest, cast: Cast, provider: TestProvider, session: Session
) -> None:
    guest.comes_in()
    provider.behaviour.claims = {"email": "stella@example.com", "name": "Dana Renamed"}
    guest.browser.cookies.clear()
    assert guest.comes_in().status_code == 303
    assert session.scalars(select(Identity)).one().person_id == cast.director.person_id
    assert session.get_one(Person, cast.director.person_id).email == "dana@example.com"


def test_a_group_brings_somebody_new(guest: Guest, cast: Cast, trust: Trust, provider: TestProvider, session: Session):
    here = cast.director.organisation_id
    trust(oidc_groups=f"kam-board={here}:steering", oidc_groups_claim="roles")
    provider.behaviour.claims = {
        "sub": "nina", "name": " Nina \n New ", "email": "Nina@Example.com", "roles": ["kam-board", "others", 7]
    }  # fmt: skip
    assert guest.comes_in().status_code == 303
    person = session.scalars(select(Person).where(Person.name == "Nina New")).one()
    assert (person.email, person.is_administrator, person.password_hash) == ("nina@example.com", False, None)
    assert session.get_one(Membership, (person.id, here)).role is Role.STEERING
    assert [action for action, _, _ in guest.events()] == ["identity.linked", "member.joined", "sign-in.started"]
    assert guest.browser.get("/").status_code == 200


def test_what_the_id_token_leaves_out_is_asked_for(
    guest: Guest, cast: Cast, trust: Trust, provider: TestProvider, session: Session
) -> None:
    trust(oidc_groups=f"kam={cast.director.organisation_id}:contributor")
    provider.behaviour.claims = {"sub": "dana-at-the-provider", "email": NEVER_SAID, "name": NEVER_SAID}
    provider.behaviour.user = {
        "email": "nina@example.com", "email_verified": True, "preferred_username": "nina", "groups": "kam"
    }  # fmt: skip
    assert guest.comes_in().status_code == 303
    assert session.scalars(select(Person).where(Person.name == "nina")).one().email == "nina@example.com"


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
@pytest.mark.parametrize(
    ("alg", "key"), [("RS256", RSA), ("RS512", RSA), ("PS256", RSA), ("ES256", EC), ("EdDSA", OKP), ("Ed25519", OKP)]
)
def test_it_reads_every_signature_that_only_the_provider_can_make(
    guest: Guest, cast: Cast, provider: TestProvider, alg: str, key: object
) -> None:
    provider.behaviour.alg, provider.behaviour.key, provider.behaviour.published = alg, key, [RSA, EC, OKP]
    assert guest.comes_in().status_code == 303


def test_a_key_that_is_new_is_fetched(guest: Guest, cast: Cast, provider: TestProvider) -> None:
    guest.comes_in()
    provider.behaviour.key, provider.behaviour.published = EC, [RSA, EC]
    provider.behaviour.alg = "ES256"
    assert guest.comes_in().status_code == 303
    assert provider.asked.count("/jwks") == 2


def test_one_key_needs_no_name(guest: Guest, cast: Cast, provider: TestProvider) -> None:
    provider.behaviour.header = {"kid": NEVER_SAID}
    assert guest.comes_in().status_code == 303


@pytest.mark.parametrize("takes", ["client_secret_basic", "client_secret_post", "none"])
def test_it_shows_the_secret_as_the_provider_wants_it(
    guest: Guest, cast: Cast, trust: Trust, provider: TestProvider, takes: str
) -> None:
    provider.behaviour.takes = takes
    trust(**({"oidc_client_secret_file": None} if takes == "none" else {}))
    assert guest.comes_in().status_code == 303


def test_basic_is_what_a_silent_provider_wants(guest: Guest, cast: Cast, provider: TestProvider) -> None:
    provider.behaviour.description = {"token_endpoint_auth_methods_supported": NEVER_SAID}
    assert guest.comes_in().status_code == 303


def test_what_the_provider_publishes_is_kept_for_an_hour(
    guest: Guest, cast: Cast, provider: TestProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = 1000.0
    monkeypatch.setattr(oidc, "monotonic", lambda: at)
    for later, expected in ((0.0, 1), (3599.0, 1), (3600.0, 2)):
        at = 1000.0 + later
        assert guest.comes_in().status_code == 303
        published = [path for path in provider.asked if path in {"/jwks", "/.well-known/openid-configuration"}]
        assert len(published) == expected * 2


def test_a_small_difference_of_clocks_does_no_harm(guest: Guest, cast: Cast, provider: TestProvider) -> None:
    provider.behaviour.claims = {"exp": int(time()) - 30, "iat": int(time()) + 30}
    assert guest.comes_in().status_code == 303


@pytest.mark.parametrize("next_path", ["//evil.example", "https://evil.example", "/\\evil.example", "/" + "x" * 2000])
def test_it_leads_to_no_other_site(guest: Guest, cast: Cast, next_path: str) -> None:
    assert guest.comes_in(next_path).headers["location"] == "/"


def test_who_does_not_come_back_is_forgotten(guest: Guest, session: Session) -> None:
    guest.leaves()
    left = session.scalars(select(ProviderVisit)).one()
    left.expires_at = left.expires_at.replace(year=2020)
    session.commit()
    guest.leaves()
    session.expire_all()
    assert [visit.expires_at.year > 2020 for visit in session.scalars(select(ProviderVisit))] == [True]
