"""OpenID Connect: asking a provider who is there, and believing the answer only when all of it fits.

Code flow with PKCE, state and nonce. Authlib says what is asked and what a token must claim, joserfc checks the
signature, httpx asks. It is loaded only where a provider is configured: these libraries take 0.4 s and 17 MB.
"""

import json
from collections.abc import Mapping
from functools import cache
from ssl import SSLContext
from time import monotonic
from typing import Any

import anyio
import httpx
from authlib.oauth2.client import DEFAULT_HEADERS, OAuth2Client
from authlib.oauth2.rfc6749.parameters import prepare_token_request
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from app.accounts import people
from app.accounts.identities import DOWN, NOT_ALLOWED, Introduction, RefusedSignInError
from app.accounts.models import ProviderVisit
from app.db.text import line_of_text
from app.settings import Settings, may_be_asked

PATIENCE = 10.0  # seconds for one answer, all of it
ANSWER_MAX = 256 * 1024
LIFETIME = 3600.0  # seconds for which the provider's own description and keys are believed
LEEWAY = 60  # seconds that clocks may differ
SUBJECT_MAX = 255
SIGNED_BY_ITS_OWNER = {"RSA", "EC", "OKP"}  # kinds of keys whose public half signs nothing
ALGORITHMS = [f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)] + ["EdDSA", "Ed25519"]
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
Facts = dict[str, Any]


class Provider:
    """The configured OpenID provider. Every verb raises RefusedSignInError, of status 503 when it does not answer."""

    def __init__(self, settings: Settings) -> None:
        self.issuer = settings.oidc_issuer
        self.groups_claim = settings.oidc_groups_claim
        self.asks_for_groups = bool(settings.group_roles)
        secret = settings.oidc_client_secret_file
        self._client = OAuth2Client(
            None,
            settings.oidc_client_id,
            secret.read_text(encoding="utf-8").strip() if secret else None,
            redirect_uri=f"{settings.base}/sign-in/provider/callback",
            code_challenge_method="S256",
        )
        self._kept: dict[str, tuple[float, Facts]] = {}  # by address: until when, what

    async def address_for(self, visit: ProviderVisit) -> str:
        """Return where to send a browser so that the provider asks who is there."""
        described = await self._description()
        offers_groups = "groups" in _list(described, "scopes_supported")
        address, _state = self._client.create_authorization_url(
            described["authorization_endpoint"],
            visit.state,
            visit.verifier,
            nonce=visit.nonce,
            scope="openid profile email" + (" groups" if self.asks_for_groups and offers_groups else ""),
        )
        return str(address)

    async def introduce(self, visit: ProviderVisit, answer: Mapping[str, str]) -> Introduction:
        """Return whom the provider has before it, from what it sent back with the browser."""
        described = await self._description()
        self._must_come_from_it(answer, described)
        tokens = await self._redeem(described, answer.get("code", ""), visit.verifier)
        claims = await self._claims(described, tokens.get("id_token"), visit.nonce)
        return self._introduction(claims, await self._more(described, claims, tokens.get("access_token")))

    def _must_come_from_it(self, answer: Mapping[str, str], described: Facts) -> None:
        """Refuse another issuer's answer, then one that says no."""
        announced = described.get("authorization_response_iss_parameter_supported") is True
        if ("iss" in answer or announced) and answer.get("iss") != self.issuer:
            raise RefusedSignInError("the answer names another issuer, or none")
        if error := answer.get("error"):
            if error in {"server_error", "temporarily_unavailable"}:
                raise RefusedSignInError(f"the provider answered {error}", DOWN, 503)
            raise RefusedSignInError(f"the provider answered {error}", NOT_ALLOWED)
        if not answer.get("code"):
            raise RefusedSignInError("the answer holds no code")

    async def _redeem(self, described: Facts, code: str, verifier: str) -> Facts:
        address = described["token_endpoint"]
        body = prepare_token_request(
            "authorization_code", code=code, redirect_uri=self._client.redirect_uri, code_verifier=verifier
        )
        proof = self._client.client_auth(self._how_to_prove(described))
        address, headers, body = proof.prepare("POST", address, dict(DEFAULT_HEADERS), body)
        return await self._ask("POST", address, headers=headers, content=body)

    def _how_to_prove(self, described: Facts) -> str:
        if not self._client.client_secret:
            return "none"
        offered = _list(described, "token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        for method in ("client_secret_basic", "client_secret_post"):
            if method in offered:
                return method
        raise RefusedSignInError("the provider takes the client secret in no way that we know")

    async def _claims(self, described: Facts, token: object, nonce: str) -> CodeIDToken:
        if not isinstance(token, str):
            raise RefusedSignInError("there is no ID token")
        client_id = self._client.client_id
        expected = {"iss": {"value": self.issuer}, "aud": {"value": client_id}}
        try:
            signed = await self._signed(described["jwks_uri"], token)
            claims = CodeIDToken(signed.claims, signed.header, expected, {"nonce": nonce, "client_id": client_id})
            claims.validate(leeway=LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as error:  # joserfc takes the shape of headers for granted
            raise RefusedSignInError(f"ID token: {error}") from error
        subject = claims["sub"]
        if not (subject.isascii() and subject.isprintable() and 0 < len(subject) <= SUBJECT_MAX):
            raise RefusedSignInError("ID token: the subject can’t be used")
        return claims

    async def _signed(self, address: str, token: str) -> jwt.Token:
        """Return what a token says once its signature is proved. A key that we do not know may be a new one: ask."""
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        try:
            return jwt.decode(token, _keys(await self._kept_for_a_while(address)), registry=registry)
        except InvalidKeyIdError:
            self._kept.pop(address, None)
            return jwt.decode(token, _keys(await self._kept_for_a_while(address)), registry=registry)

    async def _more(self, described: Facts, claims: Facts, access_token: object) -> Facts:
        """Return what the provider says elsewhere of the same person, when the ID token leaves something out."""
        missing = "email" not in claims or (self.asks_for_groups and self.groups_claim not in claims)
        address = described.get("userinfo_endpoint")
        if not missing or address is None:
            return {}
        more = await self._ask("GET", address, headers={"authorization": f"Bearer {access_token}"})
        if more.get("sub") != claims["sub"]:
            raise RefusedSignInError("the user information is about somebody else")
        return more

    def _introduction(self, claims: Facts, more: Facts) -> Introduction:
        addressed = claims if "email" in claims else more  # an address and its proof come from one place
        email = people.email_of(_text(addressed, "email")) if addressed.get("email_verified") is True else ""
        if people.email_problem(email):
            email = ""
        told = {**more, **claims}
        name = _text(told, "name") or _text(told, "preferred_username") or email or "Unnamed"
        groups = frozenset(_list(told, self.groups_claim))
        return Introduction(self.issuer, claims["sub"], name, email, groups)

    async def _description(self) -> Facts:
        address = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        described = await self._kept_for_a_while(address)
        problem = self._problem(described)
        if problem:
            self._kept.pop(address, None)
            raise RefusedSignInError(problem)
        return described

    def _problem(self, described: Facts) -> str:
        """Return why the provider's own description can't be used, empty when it can."""
        if described.get("issuer") != self.issuer:
            return "the provider’s description names another issuer"
        named = [described.get(name) for name in ENDPOINTS]
        if "userinfo_endpoint" in described:
            named.append(described["userinfo_endpoint"])
        if not all(isinstance(address, str) and self._may_ask(address) for address in named):
            return "the provider’s description leaves out an address, or gives one without https"
        return ""

    def _may_ask(self, address: str) -> bool:
        """Whether an address is as private as the issuer's: only a provider on this machine may do without https."""
        return may_be_asked(address) and (address.startswith("https:") or self.issuer.startswith("http:"))

    async def _kept_for_a_while(self, address: str) -> Facts:
        until, facts = self._kept.get(address, (0.0, {}))
        if monotonic() >= until:
            facts = await self._ask("GET", address)
            self._kept[address] = (monotonic() + LIFETIME, facts)
        return facts

    async def _ask(self, method: str, address: str, **request: Any) -> Facts:  # noqa: ANN401 - as httpx types it
        """Return the JSON object at an address. Bounded in time and size; it goes nowhere else."""
        try:
            with anyio.fail_after(PATIENCE):
                status, body = await self._read(method, address, **request)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise RefusedSignInError(f"no answer from {address}: {type(error).__name__}", DOWN, 503) from error
        if status >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise RefusedSignInError(f"{address} answered {status}", DOWN, 503)
        try:
            facts = json.loads(body) if status == httpx.codes.OK else None
        except (ValueError, RecursionError):
            facts = None
        if not isinstance(facts, dict):
            raise RefusedSignInError(f"{address} answered {status} and nothing that can be used")
        return facts

    async def _read(self, method: str, address: str, **request: Any) -> tuple[int, bytes]:  # noqa: ANN401 - the same
        body = b""
        async with (
            httpx.AsyncClient(verify=_trusted(), timeout=PATIENCE, headers={"accept-encoding": "identity"}) as http,
            http.stream(method, address, **request) as response,
        ):
            async for part in response.aiter_raw():
                body += part
                if len(body) > ANSWER_MAX:
                    raise RefusedSignInError(f"{address} answered more than {ANSWER_MAX} bytes")
        return response.status_code, body


@cache
def _trusted() -> SSLContext:
    """Return the certificates that are believed. Reading them takes 0.1 s."""
    return httpx.create_ssl_context()


def _keys(facts: Facts) -> KeySet:
    """Return the keys that a provider publishes, but no shared secret. JoseError when there is none."""
    published = facts.get("keys")
    keys = published if isinstance(published, list) else []
    own = [key for key in keys if isinstance(key, dict) and key.get("kty") in SIGNED_BY_ITS_OWNER]
    return KeySet.import_key_set({"keys": own})


def _text(facts: Facts, name: str) -> str:
    value = facts.get(name)
    return line_of_text(value) if isinstance(value, str) else ""


def _list(facts: Facts, name: str) -> list[str]:
    """Return a list of texts. One text stands for a list of one."""
    value = facts.get(name, [])
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]
