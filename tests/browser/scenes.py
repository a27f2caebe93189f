"""Every page of the product in every state that looks different, by name."""

from tests.browser import (
    account_scenes,
    action_scenes,
    cycle_scenes,
    organisation_scenes,
    review_scenes,
    unit_scenes,
)
from tests.browser.stage import Stage

__all__ = ["SCENES", "Stage"]
SCENES = (
    cycle_scenes.scene
    | account_scenes.scene
    | organisation_scenes.scene
    | review_scenes.scene
    | unit_scenes.scene
    | action_scenes.scene
)
