"""Every page of the product in every state that looks different, by name."""

from tests.browser import account_scenes, cycle_scenes, organisation_scenes, target_scenes
from tests.browser.stage import Stage

__all__ = ["SCENES", "Stage"]
SCENES = cycle_scenes.scene | account_scenes.scene | organisation_scenes.scene | target_scenes.scene
