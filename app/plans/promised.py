"""What was promised of a unit, as plain data: it goes to the process that draws reports, too, which has no database."""

import json
from dataclasses import dataclass
from hashlib import sha256

from app.maturity.planning import Aim


@dataclass(frozen=True, slots=True)
class DoneAction:
    """An action that is done, and the score that it should bring from the day it was."""

    title: str
    aim: Aim


@dataclass(frozen=True, slots=True)
class Promises:
    """Plain data, for another process too. ``aims`` are all the targets of the unit, whenever they are due."""

    aims: tuple[Aim, ...] = ()
    actions: tuple[DoneAction, ...] = ()

    @property
    def key(self) -> str:
        """What it says, in short: equal keys, equal promises. Empty when there are none."""
        if not self.aims and not self.actions:
            return ""
        said = [[list(aim) for aim in self.aims], [[action.title, *action.aim] for action in self.actions]]
        return sha256(json.dumps(said, default=str).encode()).hexdigest()[:16]


NONE = Promises()
