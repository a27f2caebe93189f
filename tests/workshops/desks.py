"""The facilitator's hand on the page, without JavaScript: its buttons, and what the page then says."""

from dataclasses import dataclass
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from tests.pages import fields, words

HTMX = {"hx-request": "true"}


@dataclass
class Desk:
    """The page of who leads one workshop."""

    client: TestClient
    workshop_id: int

    @property
    def address(self) -> str:
        """Where it is."""
        return f"/workshops/{self.workshop_id}"

    def page(self, path: str = "") -> str:
        """Return a page of the workshop as it is sent."""
        response = self.client.get(self.address + path)
        assert response.status_code == 200
        return response.text

    def says(self, path: str = "") -> str:
        """Return the text of a page."""
        return words(self.page(path))

    def press(self, verb: str, headers: Any = None, **sent: Any) -> Response:
        """Press a button."""
        form = {name: str(value) for name, value in sent.items()}
        return self.client.post(f"{self.address}/{verb}", data=form, headers=headers)

    def does(self, verb: str, **sent: Any) -> None:
        """Press a button that is answered with the way back to the page."""
        response = self.press(verb, **sent)
        assert (response.status_code, response.headers["location"].split("#")[0]) == (303, self.address)

    def offers(self, verb: str) -> bool:
        """Whether the page has this button."""
        try:
            fields(self.page(), f"{self.address}/{verb}")
        except KeyError:
            return False
        return True
