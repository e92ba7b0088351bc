"""The files an applicant attaches in a story: a portrait, and a scan of a letter."""

import hashlib
from io import BytesIO

from PIL import Image, ImageDraw

PORTRAIT_SIZE = (413, 579)
PAGE_SIZE = (620, 877)


def draw_portrait() -> bytes:
    """A drawn face on white, as JPEG: nobody's likeness."""
    picture = Image.new("RGB", PORTRAIT_SIZE, "white")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((106, 90, 306, 330), fill="#e8c8a8")
    draw.pieslice((96, 70, 316, 300), start=180, end=360, fill="#2b2b2b")
    draw.ellipse((160, 200, 180, 216), fill="#2b2b2b")
    draw.ellipse((232, 200, 252, 216), fill="#2b2b2b")
    draw.arc((170, 230, 242, 290), start=20, end=160, fill="#a05050", width=4)
    draw.polygon([(60, 579), (120, 380), (292, 380), (352, 579)], fill="#2f4f7f")
    return _saved(picture, "JPEG")


def scan_letter() -> bytes:
    """One page with lines, as PDF."""
    page = Image.new("RGB", PAGE_SIZE, "white")
    draw = ImageDraw.Draw(page)
    for row in range(120, 760, 28):
        draw.line((80, row, 540, row), fill="#444444", width=2)
    draw.ellipse((400, 680, 540, 820), outline="#c03030", width=6)
    return _saved(page, "PDF")


def checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _saved(picture: Image.Image, kind: str) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, format=kind)
    return buffer.getvalue()
