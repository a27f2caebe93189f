"""Check what no other tool does: lock files that agree and name no host, and assets that can be drawn with."""

from __future__ import annotations

import json
import re
import sys
import tomllib

from scripts.assets import MADE, missing
from scripts.fonts import missing_characters
from scripts.paths import REQUIREMENTS, ROOT, VENDOR

LOCKS = ("app", "dev", "node", "lock")
HOST = re.compile(r"https?://|--(?:extra-)?index-url|--find-links| @ ")
PINNED = re.compile(r"^([a-z0-9.-]+)==(\S+)", re.MULTILINE)
NAME = re.compile(r"^[A-Za-z0-9._-]+")


def main() -> int:
    """Print every fault on its own line; return 1 when there is one."""
    faults = [*python_faults(), *node_faults(), *asset_faults()]
    for fault in faults:
        print(f"sanity: {fault}", file=sys.stderr)
    return 1 if faults else 0


def python_faults() -> list[str]:
    """Return what is wrong with requirements/*.txt, alone, with each other and with pyproject.toml."""
    texts = {lock: (REQUIREMENTS / f"{lock}.txt").read_text() for lock in LOCKS}
    faults = []
    for lock, text in texts.items():
        if HOST.search(text):
            faults.append(f"requirements/{lock}.txt names a package host")
        requirements = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
        unsure = [line.split()[0] for line in requirements if not (PINNED.match(line) and "--hash=sha256:" in line)]
        faults += [f"requirements/{lock}.txt: no exact version or no hash: {line}" for line in unsure]
        lacking = wanted(lock) - {name for name, _ in PINNED.findall(text)}
        faults += [f"requirements/{lock}.txt lacks {name}: make lock" for name in sorted(lacking)]
    pins = {lock: set(PINNED.findall(text)) for lock, text in texts.items()}
    differing = sorted(name for name, _ in pins["app"] - pins["dev"])
    return faults + [f"requirements/dev.txt has another version of {name} than app.txt" for name in differing]


def wanted(lock: str) -> set[str]:
    """Return the packages that pyproject.toml asks for by name in requirements/LOCK.txt."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    asked = {
        "app": [*project["project"]["dependencies"], *groups["build"]],
        "dev": [*project["project"]["dependencies"], *groups["build"], *groups["dev"]],
    }.get(lock) or groups[lock]
    return {match[0].lower().replace("_", "-") for each in asked if (match := NAME.match(each))}


def node_faults() -> list[str]:
    """Return what is wrong with package-lock.json, alone and against package.json."""
    asked = json.loads((ROOT / "package.json").read_text())
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    locked = packages.pop("")
    kinds = ("dependencies", "devDependencies")
    faults = [f"package-lock.json disagrees on {kind}: make lock" for kind in kinds if asked[kind] != locked[kind]]
    faults += [f"package-lock.json names the host of {name}" for name, entry in packages.items() if "resolved" in entry]
    unsure = [name for name, entry in packages.items() if not entry.get("integrity", "").startswith("sha512-")]
    return faults + [f"package-lock.json has no SHA-512 of {name}" for name in unsure]


def asset_faults() -> list[str]:
    """Return which served files are missing, and which characters the faces for charts and PDF cannot draw."""
    lost = missing()
    if lost:
        return [f"static/vendor/{place} is missing: make setup" for place in lost]
    drawn_by = {place: "".join(missing_characters(VENDOR / place)) for place in MADE}
    return [f"static/vendor/{place} cannot draw: {characters}" for place, characters in drawn_by.items() if characters]


if __name__ == "__main__":
    sys.exit(main())
