"""What a file really is, whatever its name says: its checksum, its type, and that a picture can be opened."""

import hashlib
import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import puremagic
from PIL import Image

from models import Attachment
from services.problems import Problem, ServiceProblemCode, problem

SNIFFED_BYTES = 8192
UNKNOWN_TYPE = "application/octet-stream"
LARGEST_PICTURE_PIXELS = 50_000_000  # an A4 page at 600 dpi has 35 million; one that unpacks to far more is an attack
UNREADABLE = (Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)


def inspect(attachment: Attachment, content: bytes, *, locale: str) -> list[Problem]:
    """Against what was announced, and against the template's rule at that time."""
    return inspect_content(
        content, sha256=attachment.sha256, media_type=attachment.media_type, rule=attachment.rule, locale=locale
    )


def inspect_content(
    content: bytes, *, sha256: str, media_type: str, rule: Mapping[str, Any], locale: str
) -> list[Problem]:
    if hashlib.sha256(content).hexdigest() != sha256:
        return [problem(ServiceProblemCode.CHECKSUM, locale=locale)]
    actual = sniff(content)
    if actual not in rule.get("mediaTypes", [actual]) or actual != media_type:
        return [wrong_type(locale, actual, rule)]
    return _inspect_picture(content, rule, locale=locale) if actual.startswith("image/") else []


def wrong_type(locale: str, actual: str, rule: Mapping[str, Any], *, path: tuple[str, ...] = ()) -> Problem:
    allowed = ", ".join(rule.get("mediaTypes", ()))
    return problem(ServiceProblemCode.MEDIA_TYPE, locale=locale, path=path, actual=actual, allowed=allowed)


def sniff(content: bytes) -> str:
    """The media type by content."""
    try:
        return str(puremagic.from_string(content[:SNIFFED_BYTES], mime=True)) or UNKNOWN_TYPE
    except (puremagic.PureError, ValueError):
        return UNKNOWN_TYPE


def _inspect_picture(content: bytes, rule: Mapping[str, Any], *, locale: str) -> list[Problem]:
    try:
        with Image.open(BytesIO(content)) as picture:
            width, height = picture.size
            if width * height > LARGEST_PICTURE_PIXELS:
                return [wrong_type(locale, f"{width}×{height} px", rule)]
            picture.load()
    except UNREADABLE:
        return [wrong_type(locale, UNKNOWN_TYPE, rule)]
    least_width, least_height = rule.get("minWidth", 0), rule.get("minHeight", 0)
    if width >= least_width and height >= least_height:
        return []
    code = ServiceProblemCode.FILE_TOO_SMALL
    sizes = {"width": width, "height": height, "minWidth": least_width, "minHeight": least_height}
    return [problem(code, locale=locale, **sizes)]
