"""How large a picture is."""

from typing import NamedTuple


class Pixels(NamedTuple):
    """The size that a page keeps free for a picture, so that nothing jumps when it arrives."""

    width: int
    height: int
