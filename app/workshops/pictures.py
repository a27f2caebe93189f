"""QR codes: as a picture, and as a path for a page that prints many of them."""

from collections.abc import Iterable
from io import BytesIO
from itertools import groupby


def qr_svg(link: str) -> bytes:
    """Return the QR code of a link as an SVG file. Its ground is white, whatever the theme."""
    import segno  # noqa: PLC0415 - a start need not wait for it

    svg = BytesIO()
    segno.make(link, micro=False).save(svg, kind="svg", scale=8, light="#fff")
    return svg.getvalue()


def qr_path(link: str) -> tuple[int, str]:
    """Return how many modules wide the QR code of a link is with its border, and the path of the dark ones."""
    import segno  # noqa: PLC0415 - as above

    rows = list(segno.make(link, micro=False).matrix_iter(border=4))
    return len(rows), "".join(_row(number, row) for number, row in enumerate(rows))


def _row(number: int, row: Iterable[int]) -> str:
    drawn, column = "", 0
    for is_dark, run in groupby(row):
        length = len(list(run))
        if is_dark:
            drawn += f"M{column} {number}h{length}v1h-{length}z"
        column += length
    return drawn
