"""Static files. An address that carries a version may be kept for good; any other is asked for again each time."""

from os import PathLike, stat_result

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
SVG = "image/svg+xml; charset=utf-8"


class KeptFiles(StaticFiles):
    """Serves files with the cache lifetime that their address allows."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Answer with the file, or 304."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["cache-control"] = FOR_GOOD if scope["query_string"].startswith(b"v=") else ASK_AGAIN
        if response.headers.get("content-type") == "image/svg+xml":  # it is text, too
            response.headers["content-type"] = SVG
        return response
