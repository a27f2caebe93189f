"""The cookies that carry tokens: of a sign-in, and of a visit to the OpenID provider."""

from dataclasses import dataclass

from starlette.responses import Response

from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie that no script reads and no other site sends along."""

    name: str
    secure: bool

    def put(self, response: Response, token: str, seconds: int) -> None:
        """Hand the token to the browser, for so long."""
        response.set_cookie(self.name, token, max_age=seconds, secure=self.secure, httponly=True, samesite="lax")

    def take_back(self, response: Response) -> None:
        """Make the browser forget the token."""
        response.delete_cookie(self.name, secure=self.secure, httponly=True, samesite="lax")


def session_cookie(settings: Settings) -> Cookie:
    """Return the cookie of a sign-in. Over plain http browsers refuse the prefix, so it has another name there."""
    return Cookie("__Host-kam" if settings.is_https else "kam", settings.is_https)


def visit_cookie(settings: Settings) -> Cookie:
    """Return the cookie of who has left for the OpenID provider. It comes back from another site, as lax allows."""
    return Cookie("__Host-kam-visit" if settings.is_https else "kam-visit", settings.is_https)
