from dataclasses import replace

import pytest

from app.assessments.snapshot import Answer, Snapshot
from app.reports import pdf
from app.reports.pdf import Assets
from app.reports.weasy import HTML, FatalURLFetchingError
from tests.reports.examples import CHECKLIST
from tests.reports.pages import reader, texts
from tests.reports.snapshots import SEAL, WITHOUT_E

# Drawing a pack takes seconds, twice as many when measured; others measure the same code.
pytestmark = pytest.mark.no_cover

HOSTILE = [
    "file:///etc/passwd",
    '<img src="http://127.0.0.1:9/a.png">',
    '<link rel=attachment href="file:///etc/passwd">',
    "<style>@import 'http://127.0.0.1:9/a.css'; * { background: url(http://127.0.0.1:9/b) }</style>",
    '"><svg><image href="file:///etc/hostname"/></svg>',
    "<a href='javascript:alert(1)'>{{ 7 * 7 }}{% include 'x' %}</a>",
    "</title></body><script>alert(1)</script><!--",
]


def everywhere(text: str) -> Snapshot:
    """Return a snapshot with this text in every field that people fill in."""
    return replace(
        WITHOUT_E,
        organisation=text,
        unit=text,
        title=text[:80],
        answers={at: Answer(1, None, text) for at in CHECKLIST.cells if at.element != "E"},
        scope_reason=text,
        revision=2,
        revision_reason=text,
        seal=replace(SEAL, by=text),
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_it_prints_hostile_text_as_text_and_nothing_more(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    fetch = Assets.fetch

    def watch(assets: Assets, url: str, headers: object = None) -> object:
        asked.append(url)
        return fetch(assets, url, headers)

    monkeypatch.setattr(Assets, "fetch", watch)
    printed = pdf.board_pack(everywhere(text))
    assert set(asked) - {"asset:Inter-Regular.ttf", "asset:Inter-SemiBold.ttf"} == {
        "asset:profile.svg",
        "asset:radar.svg",
    }
    squeezed = "".join("".join(texts(printed)).split())
    assert squeezed.count("".join(text.split())) >= 40
    document = reader(printed)
    root = document.root_object
    assert {"/OpenAction", "/AA", "/AF", "/AcroForm"}.isdisjoint(root)
    assert {"/EmbeddedFiles", "/JavaScript"}.isdisjoint(root.get("/Names", {}))
    assert not any("/Annots" in sheet for sheet in document.pages)


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "http://127.0.0.1:9/", "data:text/plain,x", "asset:other.svg", "ASSET:profile.svg"],
)
def test_it_ends_the_rendering_when_anything_else_is_asked_for(address: str) -> None:
    assets = Assets({"profile.svg": b"<svg/>"})
    with pytest.raises(FatalURLFetchingError):
        assets.fetch(address)
    with pytest.raises(FatalURLFetchingError):
        HTML(string=f'<img alt="x" src="{address}">', base_url="asset:", url_fetcher=assets).render()
