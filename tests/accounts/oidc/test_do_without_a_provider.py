"""When the provider is down, or describes itself wrongly: people are told, and nothing waits for it."""

import json
from threading import Event
from typing import Any

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from starlette.responses import JSONResponse, Response

from app.accounts import oidc
from app.accounts.identities import DOWN, NOT_BELIEVED, RefusedSignInError
from app.settings import Settings
from tests.accounts.oidc.conftest import Guest, Trust
from tests.accounts.oidc.provider import CLIENT_ID, NEVER_SAID, RSA, TestProvider, b64
from tests.conftest import Cast
from tests.databases import contents
from tests.pages import words

DESCRIPTION = "/.well-known/openid-configuration"
ELSEWHERE = "https://login.example.com"


def reason(guest: Guest) -> str:
    action, _subject, after = guest.events()[-1]
    assert action == "sign-in.refused"
    return str(json.loads(after)["reason"])


@pytest.mark.parametrize(
    "description",
    [
        {"issuer": ELSEWHERE},
        {"issuer": NEVER_SAID},
        {"token_endpoint": "http://login.example.com/token"},
        {"jwks_uri": NEVER_SAID},
        {"jwks_uri": 7},
        {"userinfo_endpoint": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "https://[broken"},
    ],
    ids=str,
)
def test_a_description_that_cannot_be_right(guest: Guest, provider: TestProvider, description: dict[str, Any]) -> None:
    before = contents(guest.engine)
    provider.behaviour.description = description
    page = guest.leaves()
    assert (page.status_code, "set-cookie" in page.headers) == (403, False)
    assert NOT_BELIEVED in words(page.text)
    assert "description" in reason(guest)
    assert contents(guest.engine) == before


def test_it_is_read_again_once_it_is_right(guest: Guest, provider: TestProvider) -> None:
    provider.behaviour.description = {"issuer": ELSEWHERE}
    assert guest.leaves().status_code == 403
    provider.reset()
    assert guest.leaves().status_code == 303


def test_an_issuer_with_https_names_no_address_without(trust: Trust) -> None:
    trust(oidc_issuer=ELSEWHERE)
    honest = oidc.Provider(Settings(oidc_issuer=ELSEWHERE, oidc_client_id=CLIENT_ID))
    named = dict.fromkeys(oidc.ENDPOINTS, f"{ELSEWHERE}/there") | {"issuer": ELSEWHERE}
    assert not honest._problem(named)
    assert "without https" in honest._problem(named | {"token_endpoint": "http://127.0.0.1:8080/admin"})


def test_nobody_listens(guest: Guest, trust: Trust) -> None:
    trust(oidc_issuer="http://127.0.0.1:9")
    page = guest.leaves("/method")
    assert (page.status_code, page.headers["retry-after"]) == (503, "60")
    assert DOWN in words(page.text)
    assert "Sign in with a password" in words(page.text)
    assert "ConnectError" in reason(guest)


@pytest.mark.parametrize("path", [DESCRIPTION, "/token", "/jwks", "/userinfo"])
def test_one_part_of_it_is_down(guest: Guest, cast: Cast, provider: TestProvider, path: str) -> None:
    provider.behaviour.claims = {"email": NEVER_SAID}
    provider.behaviour.answers = {path: Response("out of order", 502)}
    page = guest.leaves() if path == DESCRIPTION else guest.comes_in()
    assert (page.status_code, page.headers["retry-after"]) == (503, "60")
    assert "502" in reason(guest)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Response("<p>Hello</p>"), "nothing that can be used"),
        (JSONResponse(["a", "list"]), "nothing that can be used"),
        (Response("[" * 100_000), "nothing that can be used"),
        (JSONResponse({"id_token": "x" * oidc.ANSWER_MAX}), "more than"),
        (JSONResponse({"error": "invalid_client"}, 401), "401"),
    ],
)
def test_an_answer_that_is_none(guest: Guest, cast: Cast, provider: TestProvider, answer: Response, why: str) -> None:
    provider.behaviour.answers = {"/token": answer}
    page = guest.comes_in()
    assert (page.status_code, NOT_BELIEVED in words(page.text)) == (403, True)
    assert why in reason(guest)


def test_keys_that_are_none(guest: Guest, cast: Cast, provider: TestProvider) -> None:
    provider.behaviour.answers = {"/jwks": JSONResponse({"keys": {"kty": "RSA"}})}
    assert guest.comes_in().status_code == 403


def test_it_is_waited_for_only_so_long(
    guest: Guest, cast: Cast, provider: TestProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = guest.is_sent_back()
    monkeypatch.setattr(oidc, "PATIENCE", 0.2)
    provider.behaviour.slow = Event()
    try:
        page = guest.browser.get(back)
    finally:
        provider.behaviour.slow.set()
    assert page.status_code == 503
    assert "Time" in reason(guest)


def test_a_secret_that_cannot_be_shown(guest: Guest, cast: Cast, provider: TestProvider) -> None:
    provider.behaviour.takes = "private_key_jwt"
    assert guest.comes_in().status_code == 403
    assert "client secret" in reason(guest)


HEADERS = st.dictionaries(
    st.sampled_from(["alg", "kid", "crit", "typ", "b64", "jwk"]),
    st.sampled_from(["RS256", "ES256", "none", "first", "", None, 7, True, ["b64"], {"kty": "oct", "k": "eA"}]),
)
PARTS = jwt.encode({"alg": "RS256", "kid": "first"}, {"sub": "dana"}, RSA).split(".")
SEGMENTS = HEADERS.map(lambda header: b64(json.dumps(header).encode())) | st.sampled_from(PARTS) | st.text(max_size=20)


@given(st.tuples(SEGMENTS, SEGMENTS, SEGMENTS).map(".".join) | st.text())
def test_no_token_breaks_it(token: str) -> None:
    believing = oidc.Provider(Settings(oidc_issuer=ELSEWHERE, oidc_client_id=CLIENT_ID))
    keys = f"{ELSEWHERE}/jwks"
    believing._kept[keys] = (float("inf"), {"keys": [RSA.as_dict(private=False)]})
    with pytest.raises(RefusedSignInError):
        anyio.run(believing._claims, {"jwks_uri": keys}, token, "nonce")
