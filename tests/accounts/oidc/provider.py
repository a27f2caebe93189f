"""A small OpenID provider on this machine that can be made to lie in every way."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_urlsafe
from threading import Event
from time import time
from typing import Any
from urllib.parse import parse_qs, urlencode

import anyio.to_thread
import httpx
from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey
from starlette.responses import JSONResponse, RedirectResponse, Response

from tests.browser.server import LiveServer

CLIENT_ID, SECRET = "kam", "a secret of the tests"
PATIENCE = 20.0
NEVER_SAID = ...
RSA, OTHER_RSA = RSAKey.generate_key(2048, {"kid": "first"}), RSAKey.generate_key(2048, {"kid": "first"})
EC, OKP = ECKey.generate_key("P-256", {"kid": "curve"}), OKPKey.generate_key("Ed25519", {"kid": "edwards"})
Claims = dict[str, Any]


@dataclass
class Behaviour:
    """How the provider behaves. A claim or fact that is NEVER_SAID is left out."""

    claims: Claims = field(default_factory=dict)
    user: Claims = field(default_factory=dict)  # what it says at the userinfo address
    description: Claims = field(default_factory=dict)
    header: Claims = field(default_factory=dict)
    alg: str = "RS256"
    key: Any = field(default_factory=lambda: RSA)
    published: list[Any] = field(default_factory=lambda: [RSA])
    forge: Callable[[Claims], Any] | None = None  # makes the ID token in place of the usual signature
    answers: dict[str, Response] = field(default_factory=dict)  # by path, in place of the usual answer
    slow: Event | None = None  # what the token address waits for
    back: dict[str, str] = field(default_factory=dict)  # what it sends back with the browser
    takes: str = "client_secret_basic"  # how it wants to be shown the secret


class TestProvider:
    """The provider, served until it is stopped."""

    __test__ = False

    def __init__(self) -> None:
        self.behaviour = Behaviour()
        self.asked: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}
        app = FastAPI()
        for path, handler in {
            "/.well-known/openid-configuration": self._describe,
            "/authorize": self._authorize,
            "/jwks": self._keys,
            "/userinfo": self._user,
        }.items():
            app.add_api_route(path, self._noted(path, handler), methods=["GET"])
        app.add_api_route("/token", self._token, methods=["POST"])
        self._server = LiveServer(app)
        self.issuer = self._server.address
        self._browser = httpx.Client()

    def sends_back(self, there: str) -> str:
        """Return where a browser is led that comes to this address."""
        return self._browser.get(there).headers["location"]

    def stop(self) -> None:
        self._browser.close()
        self._server.stop()

    def reset(self) -> None:
        self.behaviour, self.asked, self.codes = Behaviour(), [], {}

    def _noted(self, path: str, handler: Callable[[Request], Response]) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            self.asked.append(path)
            return self.behaviour.answers.get(path) or handler(request)

        return answer

    def _describe(self, _request: Request) -> Response:
        usual = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "token_endpoint_auth_methods_supported": [self.behaviour.takes],
            "authorization_response_iss_parameter_supported": True,
            "scopes_supported": ["openid", "profile", "email", "groups"],
        }
        return JSONResponse(said(usual | self.behaviour.description))

    def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        code = token_urlsafe()
        self.codes[code] = asked
        usual = {"code": code, "state": asked["state"], "iss": self.issuer}
        back = said(usual | self.behaviour.back)
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}", 302)

    async def _token(self, request: Request) -> Response:
        self.asked.append("/token")
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        if self.behaviour.slow:
            await anyio.to_thread.run_sync(self.behaviour.slow.wait, PATIENCE)
        if prepared := self.behaviour.answers.get("/token"):
            return prepared
        asked = self.codes.pop(form.get("code", ""), None)
        if not asked or not self._is_client(request, form):
            return JSONResponse({"error": "invalid_client" if asked else "invalid_grant"}, 400)
        challenge = b64(hashlib.sha256(form["code_verifier"].encode()).digest())
        if challenge != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        token = {"access_token": "access", "token_type": "Bearer", "id_token": self._id_token(asked["nonce"])}
        return JSONResponse(said(token))

    def _is_client(self, request: Request, form: dict[str, str]) -> bool:
        basic = "Basic " + base64.b64encode(f"{CLIENT_ID}:{SECRET}".encode()).decode()
        match self.behaviour.takes:
            case "client_secret_basic":
                return request.headers.get("authorization") == basic
            case "client_secret_post":
                return (form.get("client_id"), form.get("client_secret")) == (CLIENT_ID, SECRET)
            case _:
                return form.get("client_id") == CLIENT_ID and "client_secret" not in form

    def _id_token(self, nonce: str) -> Any:
        at = int(time())
        usual = {"iss": self.issuer, "sub": "dana-at-the-provider", "aud": CLIENT_ID, "exp": at + 300, "iat": at}
        usual |= {"nonce": nonce, "name": "Dana Director", "email": "dana@example.com", "email_verified": True}
        claims = said(usual | self.behaviour.claims)
        if self.behaviour.forge:
            return self.behaviour.forge(claims)
        header = {"alg": self.behaviour.alg, "kid": self.behaviour.key.kid} | self.behaviour.header
        return jwt.encode(said(header), claims, self.behaviour.key, algorithms=[self.behaviour.alg])

    def _keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [key.as_dict(private=False) for key in self.behaviour.published]})

    def _user(self, request: Request) -> Response:
        assert request.headers["authorization"] == "Bearer access"
        return JSONResponse(said({"sub": "dana-at-the-provider"} | self.behaviour.user))


def said(facts: Claims) -> Claims:
    return {name: value for name, value in facts.items() if value is not NEVER_SAID}


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unsigned(claims: Claims, alg: str = "none") -> str:
    """Return a token that says it needs no signature."""
    return ".".join(b64(json.dumps(part).encode()) for part in ({"alg": alg, "kid": "first"}, claims)) + "."


def by_public_key(claims: Claims) -> str:
    """Return a token whose shared secret is the provider's public key, which everybody has."""
    message = unsigned(claims, "HS256").rstrip(".")
    secret = RSA.as_pem(private=False)
    return f"{message}.{b64(hmac.digest(secret, message.encode(), 'sha256'))}"


def tampered(claims: Claims) -> str:
    """Return a token that was signed before it was changed."""
    head, _body, signature = jwt.encode({"alg": "RS256", "kid": "first"}, claims, RSA).split(".")
    return f"{head}.{b64(json.dumps(claims | {'sub': 'somebody else'}).encode())}.{signature}"
