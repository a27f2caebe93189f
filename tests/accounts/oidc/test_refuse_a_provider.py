"""What a provider, or somebody who pretends to be one, says in vain: one lie in each test."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response
from joserfc import jwt
from sqlmodel import Session, select
from starlette.responses import JSONResponse, RedirectResponse

from app.accounts.identities import DOWN, LOST, NO_ACCESS, NOT_ALLOWED, NOT_BELIEVED
from app.accounts.models import ProviderVisit
from tests.accounts.oidc.conftest import Guest, Trust
from tests.accounts.oidc.provider import (
    EC,
    NEVER_SAID,
    OTHER_RSA,
    RSA,
    TestProvider,
    by_public_key,
    tampered,
    unsigned,
)
from tests.conftest import COOKIE, Cast, visitor
from tests.databases import contents
from tests.pages import words

LONG_AGO, LONG_AHEAD = 1_000_000_000, 4_000_000_000


def check_refused(guest: Guest, answer: Response, status: int, message: str, reason: str) -> None:
    """See that nobody came in, that the page says what to do, and that the audit trail says why."""
    assert (answer.status_code, COOKIE in guest.browser.cookies) == (status, False)
    assert message in words(answer.text)
    assert guest.browser.get("/").headers["location"].startswith("/sign-in?")
    action, _subject, after = guest.events()[-1]
    assert action == "sign-in.refused"
    assert reason in json.loads(after)["reason"]


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://evil.example"}, "iss"),
        ({"iss": "http://127.0.0.1"}, "iss"),
        ({"iss": NEVER_SAID}, "iss"),
        ({"aud": "another client"}, "aud"),
        ({"aud": ["another client", "and another"]}, "aud"),
        ({"aud": NEVER_SAID}, "aud"),
        ({"aud": ["kam", "another client"]}, "azp"),
        ({"azp": "another client"}, "azp"),
        ({"nonce": "of another sign-in"}, "nonce"),
        ({"nonce": NEVER_SAID}, "nonce"),
        ({"exp": LONG_AGO}, "expired"),
        ({"exp": NEVER_SAID}, "exp"),
        ({"exp": "tomorrow"}, "exp"),
        ({"nbf": LONG_AHEAD}, "not yet valid"),
        ({"iat": LONG_AHEAD}, "issued in the future"),
        ({"iat": NEVER_SAID}, "iat"),
        ({"sub": NEVER_SAID}, "sub"),
        ({"sub": 4711}, "sub"),
        ({"sub": ""}, "subject"),
        ({"sub": "x" * 256}, "subject"),
        ({"sub": "nul \0"}, "subject"),
    ],
    ids=str,
)
def test_a_false_claim(guest: Guest, cast: Cast, provider: TestProvider, claims: dict[str, Any], reason: str) -> None:
    before = contents(guest.engine)
    provider.behaviour.claims = claims
    check_refused(guest, guest.comes_in(), 403, NOT_BELIEVED, reason)
    assert contents(guest.engine) == before


def signed(alg: str, kid: str, key: Any) -> Callable[[dict[str, Any]], str]:
    return lambda claims: jwt.encode({"alg": alg, "kid": kid}, claims, key)


FORGERIES: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "alg none": (unsigned, "none"),
    "alg None": (lambda claims: unsigned(claims, "None"), "None"),
    "no signature": (lambda claims: unsigned(claims, "RS256"), "signature"),
    "the public key as shared secret": (by_public_key, "HS256"),
    "another key of the same name": (signed("RS256", "first", OTHER_RSA), "signature"),
    "a key that nobody publishes": (signed("RS256", "unknown", OTHER_RSA), "kid"),
    "another kind of key of the same name": (signed("ES256", "first", EC), ""),
    "changed after it was signed": (tampered, "signature"),
    "no token at all": (lambda _claims: NEVER_SAID, "no ID token"),
    "a token that is none": (lambda _claims: "not.a.token", "ID token"),
    "a number for a token": (lambda _claims: 7, "no ID token"),
}


@pytest.mark.parametrize("lie", FORGERIES)
def test_a_false_signature(guest: Guest, cast: Cast, provider: TestProvider, lie: str) -> None:
    before = contents(guest.engine)
    provider.behaviour.forge, reason = FORGERIES[lie]
    check_refused(guest, guest.comes_in(), 403, NOT_BELIEVED, reason)
    assert contents(guest.engine) == before


def test_a_shared_secret_among_the_published_keys(guest: Guest, cast: Cast, provider: TestProvider) -> None:
    provider.behaviour.forge = by_public_key
    published = {"kty": "oct", "kid": "first", "k": "c2VjcmV0IG9mIGV2ZXJ5Ym9keSwgd2hpY2ggaXMgbm9uZQ"}
    provider.behaviour.answers = {"/jwks": JSONResponse({"keys": [published, "no key", {"kty": "new"}]})}
    check_refused(guest, guest.comes_in(), 403, NOT_BELIEVED, "ID token")


def test_an_unknown_key_is_asked_for_once(guest: Guest, cast: Cast, provider: TestProvider) -> None:
    provider.behaviour.header = {"kid": "unknown"}
    guest.comes_in()
    assert provider.asked.count("/jwks") == 2


def test_a_nameless_key_among_several(guest: Guest, cast: Cast, provider: TestProvider) -> None:
    provider.behaviour.header, provider.behaviour.published = {"kid": NEVER_SAID}, [RSA, EC]
    check_refused(guest, guest.comes_in(), 403, NOT_BELIEVED, "kid")


@pytest.mark.parametrize("verified", [False, NEVER_SAID, "true", 1, None])
def test_an_address_that_is_not_verified(guest: Guest, cast: Cast, provider: TestProvider, verified: object) -> None:
    before = contents(guest.engine)
    provider.behaviour.claims = {"email_verified": verified}
    check_refused(guest, guest.comes_in(), 403, NO_ACCESS, "nobody here has this identity")
    assert contents(guest.engine) == before


def test_a_proof_from_elsewhere_for_an_address(guest: Guest, cast: Cast, trust: Trust, provider: TestProvider) -> None:
    trust(oidc_groups=f"kam={cast.stranger.organisation_id}:steering")
    provider.behaviour.claims = {"email_verified": NEVER_SAID}
    provider.behaviour.user = {"email": "other@example.com", "email_verified": True}
    check_refused(guest, guest.comes_in(), 403, NO_ACCESS, "nobody here has this identity")


def test_user_information_about_somebody_else(guest: Guest, cast: Cast, provider: TestProvider) -> None:
    provider.behaviour.claims = {"email": NEVER_SAID}
    provider.behaviour.user = {"sub": "somebody else", "email": "dana@example.com", "email_verified": True}
    check_refused(guest, guest.comes_in(), 403, NOT_BELIEVED, "somebody else")


@pytest.mark.parametrize(
    ("back", "status", "message", "reason"),
    [
        ({"state": "of another browser"}, 400, LOST, "the state"),
        ({"state": NEVER_SAID}, 400, LOST, "the state"),
        ({"state": "é\N{PILE OF POO}"}, 400, LOST, "the state"),
        ({"iss": "https://evil.example"}, 403, NOT_BELIEVED, "another issuer"),
        ({"iss": NEVER_SAID}, 403, NOT_BELIEVED, "another issuer, or none"),
        ({"code": NEVER_SAID}, 403, NOT_BELIEVED, "no code"),
        ({"code": "made up"}, 403, NOT_BELIEVED, "400"),
        ({"error": "access_denied"}, 403, NOT_ALLOWED, "access_denied"),
        ({"error": "<script>alert(1)</script>"}, 403, NOT_ALLOWED, "<script>"),
        ({"error": "temporarily_unavailable"}, 503, DOWN, "temporarily_unavailable"),
    ],
    ids=str,
)
def test_an_answer_that_does_not_fit(
    guest: Guest, cast: Cast, provider: TestProvider, back: dict[str, Any], status: int, message: str, reason: str
) -> None:
    before = contents(guest.engine)
    provider.behaviour.back = back
    answer = guest.comes_in()
    check_refused(guest, answer, status, message, reason)
    assert "<script>alert" not in answer.text
    assert contents(guest.engine) == before


def test_an_answer_that_was_used_already(guest: Guest, cast: Cast) -> None:
    back = guest.is_sent_back()
    assert guest.browser.get(back).status_code == 303
    guest.browser.cookies.delete(COOKIE)
    check_refused(guest, guest.browser.get(back), 400, LOST, "the state")


def test_a_code_that_was_used_already(guest: Guest, cast: Cast, provider: TestProvider) -> None:
    code = guest.is_sent_back().split("code=")[1].split("&")[0]
    guest.browser.get(guest.is_sent_back())
    guest.browser.cookies.clear()
    provider.codes.pop(code)
    provider.behaviour.back = {"code": code}
    check_refused(guest, guest.comes_in(), 403, NOT_BELIEVED, "400")


def test_an_answer_in_another_browser(app: FastAPI, guest: Guest, cast: Cast) -> None:
    back = guest.is_sent_back()
    other = Guest(visitor(app), guest.provider, guest.engine)
    other.leaves()
    check_refused(other, other.browser.get(back), 400, LOST, "the cookie")
    assert guest.browser.get(back).status_code == 303


def test_a_wrong_state_ends_the_visit(guest: Guest, cast: Cast) -> None:
    back = guest.is_sent_back()
    guest.browser.get("/sign-in/provider/callback?code=a&state=guessed")
    check_refused(guest, guest.browser.get(back), 400, LOST, "the state")


def test_an_answer_that_comes_too_late(guest: Guest, cast: Cast, session: Session) -> None:
    back = guest.is_sent_back()
    visit = session.scalars(select(ProviderVisit)).one()
    visit.expires_at = visit.expires_at.replace(year=2020)
    session.commit()
    check_refused(guest, guest.browser.get(back), 400, LOST, "the cookie")


def test_a_code_that_somebody_else_asked_for(guest: Guest, cast: Cast, session: Session) -> None:
    back = guest.is_sent_back()
    session.scalars(select(ProviderVisit)).one().verifier = "of-another-browser-" * 3
    session.commit()
    check_refused(guest, guest.browser.get(back), 403, NOT_BELIEVED, "400")


def test_a_way_back_leads_nowhere_else(guest: Guest, cast: Cast, session: Session) -> None:
    back = guest.is_sent_back()
    session.scalars(select(ProviderVisit)).one().next_path = "https://evil.example"
    session.commit()
    assert guest.browser.get(back).headers["location"] == "/"


@pytest.mark.parametrize("local", [True, False])
def test_the_page_leads_on(guest: Guest, trust: Trust, provider: TestProvider, local: bool) -> None:  # noqa: FBT001 - a case
    trust(local_sign_in=local)
    provider.behaviour.back = {"error": "access_denied"}
    page = guest.comes_in("/method").text
    assert 'href="/sign-in/provider?next=/method"' in page
    assert ('href="/sign-in?next=/method"' in page) is local


def test_a_redirect_is_not_followed(guest: Guest, cast: Cast, provider: TestProvider) -> None:
    provider.behaviour.answers = {"/jwks": RedirectResponse(f"{provider.issuer}/elsewhere")}
    check_refused(guest, guest.comes_in(), 403, NOT_BELIEVED, "307")
