"""Every address of the application, so that no route can be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

SAFE = {"GET", "HEAD", "OPTIONS"}
# What an address may name, for tests that visit every one of them.
NAMED: dict[str, object] = {
    "letter": "A",
    "group": "kam_unit",
    "kind": "profile",
    "token": "guessed",
    "person_id": 1,
    "organisation_id": 1,
}


@dataclass(frozen=True)
class Address:
    """A method on a path, with the function that answers it and all that this depends on."""

    method: str
    path: str
    endpoint: Any
    needs: frozenset[Any]

    @property
    def key(self) -> str:
        """Such as "GET /cycles/{cycle_id}"."""
        return f"{self.method} {self.path}"

    @property
    def is_safe(self) -> bool:
        """Whether it only reads."""
        return self.method in SAFE


def addresses(app: FastAPI) -> list[Address]:
    """Return all of them, static files left out."""
    return list(_addresses(app))


def _addresses(app: FastAPI) -> Iterator[Address]:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            assert context.path is not None
            for method in sorted(route.methods or ()):
                yield Address(method, context.path, route.endpoint, frozenset(_needs(route.dependant)))


def _needs(dependant: Dependant) -> Iterator[Any]:
    for part in dependant.dependencies:
        yield part.call
        yield from _needs(part)
