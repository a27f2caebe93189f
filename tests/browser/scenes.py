"""Every page of the product in every state that looks different, by name."""

from tests.browser import (
    account_scenes,
    action_scenes,
    compare_scenes,
    cycle_scenes,
    leading_scenes,
    organisation_scenes,
    review_scenes,
    target_scenes,
    unit_scenes,
    workshop_scenes,
)
from tests.browser.stage import Stage

__all__ = ["SCENES", "Stage"]
FEATURES = (
    account_scenes,
    action_scenes,
    compare_scenes,
    cycle_scenes,
    leading_scenes,
    organisation_scenes,
    review_scenes,
    target_scenes,
    unit_scenes,
    workshop_scenes,
)
SCENES = {name: scene for feature in FEATURES for name, scene in feature.scene.items()}
