"""Static files. An address that carries a version may be kept for good; any other is asked for again each time."""

import gzip
import re
from functools import lru_cache
from os import PathLike, stat_result
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
SVG = "image/svg+xml; charset=utf-8"
COMPRESSED = ("text/", "image/svg+xml")  # what else there is, such as fonts, is compressed already
IMPORT = re.compile(rb'@import url\("([\w.-]+)"\);\n')
KEPT = 256  # files, as they are and compressed; there are some fifty, of a megabyte together


class KeptFiles(StaticFiles):
    """Serves files with the cache lifetime that their address allows.

    Each is read and compressed once: a page asks for a dozen of them before it shows anything.
    """

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Answer with the file, or 304."""
        asked = Headers(scope=scope)
        headers = FileResponse(full_path, stat_result=stat_result).headers
        headers["cache-control"] = FOR_GOOD if scope["query_string"].startswith(b"v=") else ASK_AGAIN
        if headers["content-type"] == "image/svg+xml":  # it is text, too
            headers["content-type"] = SVG
        del headers["accept-ranges"], headers["content-length"]
        is_text = headers["content-type"].startswith(COMPRESSED)
        if is_text:
            headers["vary"] = "accept-encoding"
        if self.is_not_modified(headers, asked):
            return NotModifiedResponse(headers)
        is_compressed = is_text and "gzip" in asked.get("accept-encoding", "")
        if is_compressed:
            headers["content-encoding"] = "gzip"
        body = _read(Path(full_path), stat_result.st_mtime_ns, is_compressed=is_compressed)
        return Response(body, status_code, headers)


def content_of(path: Path) -> bytes:
    """Return a file as it is sent: a style sheet with those that it imports, which a browser would ask for in turn."""
    body = path.read_bytes()
    if path.suffix != ".css":
        return body
    return IMPORT.sub(lambda found: path.with_name(found[1].decode()).read_bytes(), body)


@lru_cache(maxsize=KEPT)
def _read(path: Path, _changed: int, *, is_compressed: bool) -> bytes:
    body = content_of(path)
    return gzip.compress(body, mtime=0) if is_compressed else body
