"""Addresses within this site."""

from urllib.parse import urlsplit


def own_path(path: str) -> str:
    """Return ``path`` when it stays on this site whatever a browser makes of it, else the home page."""
    plain = path.isprintable() and path.isascii() and "\\" not in path
    parts = urlsplit(path) if plain else None
    stays = parts and not parts.scheme and not parts.netloc and path.startswith("/") and not path.startswith("//")
    return path if stays else "/"
