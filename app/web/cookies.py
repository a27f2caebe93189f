"""Cookies that the server alone reads."""

from dataclasses import dataclass

from starlette.responses import Response

from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie that no script reads and no other site sends along."""

    name: str
    secure: bool

    def put(self, response: Response, value: str, seconds: int) -> None:
        """Hand the value to the browser, for so long."""
        response.set_cookie(self.name, value, max_age=seconds, secure=self.secure, httponly=True, samesite="lax")

    def take_back(self, response: Response) -> None:
        """Make the browser forget the value."""
        response.delete_cookie(self.name, secure=self.secure, httponly=True, samesite="lax")


def cookie_named(name: str, settings: Settings) -> Cookie:
    """Return a cookie bound to this host. Over plain http browsers refuse the prefix, so it has another name there."""
    return Cookie(f"__Host-{name}" if settings.is_https else name, settings.is_https)


def theme_cookie(settings: Settings) -> Cookie:
    """Return the cookie of the theme that a person chose."""
    return cookie_named("theme", settings)
