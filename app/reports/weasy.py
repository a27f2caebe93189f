"""WeasyPrint, loaded without a detour.

It looks for each of its libraries under the names of other systems first, and on Linux every miss starts a
compiler and a linker to search for it: a tenth of the time in which the first report is made. The name that
Linux uses needs no search.
"""

import ctypes.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _no_search() -> Iterator[None]:
    search = ctypes.util.find_library
    if sys.platform == "linux":  # pragma: no branch - the tests run on Linux
        ctypes.util.find_library = lambda name: None  # noqa: ARG005 - it is called with a name
    try:
        yield
    finally:
        ctypes.util.find_library = search


with _no_search():
    from weasyprint import CSS, HTML, Document
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

__all__ = [
    "CSS",
    "HTML",
    "Document",
    "FatalURLFetchingError",
    "FontConfiguration",
    "URLFetcher",
    "URLFetcherResponse",
]
