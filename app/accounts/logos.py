"""An organisation's logo: read once, strictly, and kept as a picture that we encoded ourselves."""

from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageOps
from sqlmodel import Session

from app.accounts import audit
from app.accounts.models import Logo
from app.accounts.service import Member
from app.errors import InvalidInputError

BYTES_MAX = 512 * 1024
PIXELS_MAX = 8_000_000  # 32 MB while it is read
SIDE = 512  # pixels, of what is kept
FORMATS = ("PNG", "JPEG", "WEBP")
UNREADABLE = "This is not a PNG, JPEG or WebP picture that can be read. Choose another file."


def get_logo(session: Session, member: Member) -> Logo | None:
    """Return the organisation's logo, if it has one."""
    return session.get(Logo, member.organisation_id)


def set_logo(session: Session, member: Member, file: bytes) -> None:
    """Keep a picture as the organisation's logo. InvalidInputError when it is none, or too large."""
    member.must_manage()
    png = encoded_anew(file)
    digest = sha256(png).hexdigest()
    logo = get_logo(session, member)
    before = {"sha256": logo.sha256} if logo else None
    session.merge(Logo(organisation_id=member.organisation_id, png=png, sha256=digest))
    session.flush()
    audit.record(session, audit.Actor.of(member), "logo.set", member.organisation, before, {"sha256": digest})


def remove_logo(session: Session, member: Member) -> None:
    """Remove the logo, if there is one."""
    member.must_manage()
    logo = get_logo(session, member)
    if logo is not None:
        session.delete(logo)
        session.flush()
        audit.record(session, audit.Actor.of(member), "logo.removed", member.organisation, {"sha256": logo.sha256})


def encoded_anew(file: bytes) -> bytes:
    """Return a picture as a PNG of at most SIDE pixels each way, and nothing else that the file held.

    InvalidInputError says why it can't be used.
    """
    if not file:
        raise _unusable("Choose a picture.")
    if len(file) > BYTES_MAX:
        raise _unusable(f"The file has {-(-len(file) // 1024)} KB. Choose one of at most {BYTES_MAX // 1024} KB.")
    try:
        return _png(_opened(file))
    except InvalidInputError:
        raise
    except Exception as error:  # a broken picture makes Pillow raise almost anything
        raise _unusable(UNREADABLE) from error


def _opened(file: bytes) -> Image.Image:
    """Return the picture, of which nothing but the size was read yet."""
    try:
        image = Image.open(BytesIO(file), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    if image.width * image.height > PIXELS_MAX:
        raise _too_large()
    return image


def _png(image: Image.Image) -> bytes:
    image = ImageOps.exif_transpose(image).convert("RGBA")
    image.thumbnail((SIDE, SIDE))
    bare = Image.frombytes("RGBA", image.size, image.tobytes())  # pixels alone: no text, no profile, no place
    written = BytesIO()
    bare.save(written, "PNG", optimize=True)
    return written.getvalue()


def _too_large() -> InvalidInputError:
    return _unusable(f"The picture has more than {PIXELS_MAX // 1_000_000} million pixels. Choose a smaller one.")


def _unusable(message: str) -> InvalidInputError:
    return InvalidInputError("The logo can’t be used.", {"logo": message})
