"""Small pictures, as somebody would upload them."""

from io import BytesIO
from typing import Any

from PIL import Image


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: Any) -> bytes:
    """Return the bytes of a plain picture."""
    written = BytesIO()
    Image.new(mode, size).save(written, kind, **options)
    return written.getvalue()
