"""Lay the front-end files that others wrote into static/vendor/, out of node_modules/.

Nothing there is committed: package-lock.json says which versions, and this file says which parts of them are served.
"""

from __future__ import annotations

import shutil

from scripts.fonts import FACES, make_face
from scripts.paths import NODE_MODULES, VENDOR

VARIABLE = NODE_MODULES / "@fontsource-variable" / "inter"
STATIC = NODE_MODULES / "@fontsource" / "inter"
HTMX = NODE_MODULES / "htmx.org"

# Where each file comes from, by its place under static/vendor/.
COPIES = {
    "htmx.min.js": HTMX / "dist" / "htmx.min.js",
    "htmx.LICENSE.txt": HTMX / "LICENSE",
    "fonts/inter-latin-opsz-normal.woff2": VARIABLE / "files" / "inter-latin-opsz-normal.woff2",
    "fonts/inter-latin-ext-opsz-normal.woff2": VARIABLE / "files" / "inter-latin-ext-opsz-normal.woff2",
    "fonts/inter.LICENSE.txt": VARIABLE / "LICENSE",
}
MADE = {f"fonts/{face.name}.ttf": face for face in FACES}


def lay_out() -> None:
    """Fill static/vendor/ afresh; it is replaced only once all its files are there."""
    new = VENDOR.with_name("vendor.new")
    shutil.rmtree(new, ignore_errors=True)
    (new / "fonts").mkdir(parents=True)
    for place, source in COPIES.items():
        shutil.copyfile(source, new / place)
    for place, face in MADE.items():
        make_face(STATIC / "files", face, new / place)
    shutil.rmtree(VENDOR, ignore_errors=True)
    new.rename(VENDOR)


def missing() -> list[str]:
    """Return the places under static/vendor/ that should hold a file and hold none."""
    return [place for place in (*COPIES, *MADE) if not (VENDOR / place).is_file()]


if __name__ == "__main__":
    lay_out()
