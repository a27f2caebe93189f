"""What a browser may keep of what only some may see: it asks each time, so who may no longer see it does not."""

KEPT_BUT_ASKED_FOR = "private, no-cache"


def is_current(tag: str, if_none_match: str) -> bool:
    """Whether a browser that sent this If-None-Match header holds what ``tag`` stands for."""
    tags = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return tag in tags or tags == ["*"]
