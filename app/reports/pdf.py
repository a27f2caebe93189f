"""The board pack as PDF. Importing this imports WeasyPrint and matplotlib: the serving process must not."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from app.assessments.snapshot import Snapshot
from app.maturity import loading
from app.plans.promised import NONE, Promises
from app.reports import charts, fonts
from app.reports.against import marks
from app.reports.pack import pack_html
from app.reports.pdf_tags import mend
from app.reports.weasy import (
    CSS,
    HTML,
    Document,
    FatalURLFetchingError,
    FontConfiguration,
    URLFetcher,
    URLFetcherResponse,
)

_STYLE = Path(__file__).resolve().parents[2] / "static" / "print.css"
# What `mend` opens again is compressed when it is saved, and not twice.
_OPTIONS = {"pdf_variant": "pdf/ua-1", "uncompressed_pdf": True}
_TYPES = {"svg": "image/svg+xml", "png": "image/png", "ttf": "font/ttf"}
_DRAFT = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297"><g transform="translate(105 160) rotate(-52)">'
    b'<text font-family="Inter" font-weight="600" font-size="62" text-anchor="middle" fill="#f3eeec">DRAFT</text>'
    b"</g></svg>"
)


class Assets(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Knows a few assets in memory and nothing else: neither files nor the network can be reached."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        """``assets`` maps names such as "profile.svg", addressed as "asset:profile.svg", to their content."""
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._assets = {f"asset:{name}": content for name, content in assets.items()}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 - as URLFetcher calls it
        """Return an asset. FatalURLFetchingError, which ends the rendering, for every other address."""
        if url not in self._assets:
            raise FatalURLFetchingError(f"a report must not fetch {url}")
        return URLFetcherResponse(url, self._assets[url], {"Content-Type": _TYPES[url.rpartition(".")[2]]})


def board_pack(snapshot: Snapshot, promises: Promises = NONE, logo: bytes = b"") -> bytes:
    """Return the board pack of an assessment as tagged PDF (PDF/UA-1). The same snapshot gives the same bytes.

    ``promises`` are the targets and actions that it is held against, ``logo`` the organisation's as PNG.
    """
    targets = marks(snapshot, promises.aims)
    assets = Assets(
        {
            "profile.svg": charts.profile(snapshot, "print", live_text=True, targets=targets),
            "radar.svg": charts.radar(snapshot, "print", live_text=True, targets=targets),
            "draft.svg": _DRAFT,
            "logo.png": logo,
        }
    )
    html = pack_html(snapshot, promises, with_logo=bool(logo))
    document = _lay_out(html, assets)
    if not _summary_fits(document):
        html = pack_html(snapshot, promises, with_logo=bool(logo), tight=True)
        document = _lay_out(html, assets)
    return mend(document.write_pdf(**_OPTIONS, pdf_identifier=sha256(html.encode() + logo).digest()[:16]))


def _lay_out(html: str, assets: Assets) -> Document:
    style, faces = _style()
    return HTML(string=html, base_url="asset:", url_fetcher=assets).render(
        stylesheets=[style], font_config=faces, **_OPTIONS
    )


def _summary_fits(document: Document) -> bool:
    """Tell whether the part after the summary begins on the second page."""
    _label, (page, _x, _y), _children, _state = document.make_bookmark_tree()[1]
    return bool(page == 1)


def prepare() -> None:
    """Do beforehand what the first report would have to do."""
    loading.load()
    _style()


@cache
def _style() -> tuple[CSS, FontConfiguration]:
    """Parse the style sheet and load the faces, once per process."""
    faces = FontConfiguration()
    assets = Assets({name: fonts.face(name).read_bytes() for name in (fonts.REGULAR, fonts.SEMIBOLD)})
    style = CSS(string=_STYLE.read_text(), base_url="asset:", url_fetcher=assets, font_config=faces)
    return style, faces
