"""What WeasyPrint leaves out of a tagged PDF, put in afterwards.

A header cell says which way it points; a figure says where it lies in the page's own units; and the running
heads and feet are marked as artifacts, so that nobody has to hear them on every page.
"""

import re
from collections import defaultdict
from decimal import Decimal
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Page, Pdf

_MARKED = re.compile(rb"/\w+\s*<</MCID (\d+)>>\s*BDC")
_RUNNING = b"/Artifact <</Type /Pagination>> BDC"
_POINTS_PER_PIXEL = Decimal("0.75")


def mend(pdf: bytes) -> bytes:
    """Return ``pdf``, as WeasyPrint writes it, with its tags completed, and compressed.

    The same input gives the same bytes.
    """
    with Pdf.open(BytesIO(pdf)) as document:
        pages = {page.obj.objgen: page for page in document.pages}  # in their order
        elements = [item for item in document.objects if _is_element(item)]
        for element in elements:
            if Name.TH == element.S:
                _point(element)
            elif Name.Figure == element.S:
                _place(element, pages[element.Pg.objgen])
        _set_running_text_apart(document, elements, pages)
        mended = BytesIO()
        document.save(mended, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return mended.getvalue()


def _is_element(item: Object) -> bool:
    return isinstance(item, Dictionary) and item.get(Name.Type) == Name.StructElem


def _point(header: Object) -> None:
    """Header cells in the head of a table head columns; all others head their row."""
    section = header.P.P
    header.A.Scope = Name.Column if Name.THead == section.S else Name.Row


def _place(figure: Object, page: Page) -> None:
    """The box is given in pixels from the top; a PDF counts in points from the bottom."""
    left, top, right, bottom = (Decimal(str(edge)) * _POINTS_PER_PIXEL for edge in figure.A.BBox)
    height = Decimal(str(page.mediabox[3]))
    figure.A.BBox = Array([left, height - bottom, right, height - top])


def _set_running_text_apart(document: Pdf, elements: list[Object], pages: dict[tuple[int, int], Page]) -> None:
    """Running heads and feet have elements that hang in no tree: their text becomes artifacts instead."""
    root = document.Root.StructTreeRoot.K[0]
    rooted = {child.objgen for child in root.K}
    running = defaultdict[tuple[int, int], set[int]](set)
    for element in elements:
        if element.get(Name.P) == root and element.objgen not in rooted:
            running[element.Pg.objgen] |= _marks(element)
    parents = document.Root.StructTreeRoot.ParentTree.Nums
    for place, (key, page) in enumerate(pages.items()):
        for mark in running[key]:
            parents[2 * place + 1][mark] = None
        _mark_as_running(page, running[key])


def _marks(element: Object) -> set[int]:
    """Return the numbers by which an element and those below it claim content of their page."""
    found = set[int]()
    for kid in element.K:
        found |= _marks(kid) if isinstance(kid, Dictionary) else {int(kid)}
    return found


def _mark_as_running(page: Page, marks: set[int]) -> None:
    content = page.Contents.read_bytes()
    page.Contents.write(_MARKED.sub(lambda match: _RUNNING if int(match[1]) in marks else match[0], content))
