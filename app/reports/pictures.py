"""Charts as pages show them: how large they are, and the tag by which a browser knows one that it has."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from app.reports.palette import ChartKind, PictureKind, Theme, TrendKind
from app.settings import ROOT
from app.web.pixels import Pixels

Size = Literal["wide", "narrow"]
_HERE = Path(__file__).parent


SIZES = MappingProxyType[ChartKind | TrendKind, MappingProxyType[Size, Pixels]](
    {
        "profile": MappingProxyType({"wide": Pixels(720, 440), "narrow": Pixels(358, 400)}),
        "radar": MappingProxyType({"wide": Pixels(430, 366), "narrow": Pixels(358, 300)}),
        "bandline": MappingProxyType({"wide": Pixels(720, 380), "narrow": Pixels(358, 380)}),
        "slope": MappingProxyType({"wide": Pixels(720, 440), "narrow": Pixels(358, 520)}),
        "overlay": MappingProxyType({"wide": Pixels(720, 480), "narrow": Pixels(358, 440)}),
        "radar-overlay": MappingProxyType({"wide": Pixels(430, 430), "narrow": Pixels(358, 364)}),
        "changes": MappingProxyType({"wide": Pixels(720, 430), "narrow": Pixels(358, 440)}),
    }
)


def etag(key: str, kind: PictureKind, theme: Theme, size: Size) -> str:
    """Return the strong tag of a chart of what has this ``key``. Drawing code that changed changes it."""
    return f'"{key}-{kind}-{theme}-{size}-{_hand()}"'


@cache
def _hand() -> str:
    """Return what the drawing depends on beside the snapshot, in short."""
    folders = (_HERE, _HERE / "charts", ROOT / "app" / "maturity", ROOT / "app" / "plans", ROOT / "app" / "web")
    sources = [source for folder in folders for source in sorted(folder.glob("*.py"))]
    drawn_by = sha256(version("matplotlib").encode())
    for source in sources:
        drawn_by.update(source.read_bytes())
    return drawn_by.hexdigest()[:12]
