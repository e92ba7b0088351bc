"""Files that are not what they say: whatever arrives is accepted or refused, and never breaks the server."""

import hashlib
import struct
import warnings
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from models import Attachment
from services.attachment_contents import LARGEST_PICTURE_PIXELS, inspect, sniff
from tests.factories import picture

JPEG, PNG, PDF = picture("JPEG"), picture("PNG"), picture("PDF")
RULE = {"mediaTypes": ["image/jpeg", "image/png", "application/pdf"]}


def announced(content: bytes, media_type: str, **rule: object) -> Attachment:
    return Attachment(media_type=media_type, sha256=hashlib.sha256(content).hexdigest(), rule={**RULE, **rule})


def codes(content: bytes, media_type: str, **rule: object) -> list[str]:
    return [found.code for found in inspect(announced(content, media_type, **rule), content, locale="zh-CN")]


def noise(kind: str) -> bytes:
    """A picture that hardly compresses."""
    buffer = BytesIO()
    Image.effect_noise((200, 200), 90).save(buffer, format=kind)
    return buffer.getvalue()


def png_that_says(width: int, height: int) -> bytes:
    """The header of a huge picture on a few bytes of data."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (JPEG, "image/jpeg"),
        (JPEG[:2] + JPEG[20:], "image/jpeg"),  # without the JFIF part, as some cameras write
        (PNG, "image/png"),
        (PDF, "application/pdf"),
        (b"%PDF-2.0\n%\xe2\xe3\xcf\xd3\n1 0 obj", "application/pdf"),
    ],
)
def test_the_type_is_read_from_the_content(content: bytes, expected: str) -> None:
    assert sniff(content) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        "我的照片".encode(),
        b"<html><script>alert(1)</script></html>",
        b"PK\x03\x04",
        b"MZ\x90\x00",
        b"\xff" * 64,
    ],
)
def test_nothing_else_is_taken_for_one(content: bytes) -> None:
    assert {sniff(content)} & set(RULE["mediaTypes"]) == set()


@pytest.mark.parametrize(
    ("content", "media_type", "expected"),
    [
        (JPEG, "image/jpeg", []),
        (PNG, "image/png", []),
        (PDF, "application/pdf", []),
        (noise("JPEG"), "image/jpeg", []),
        (PNG, "image/jpeg", ["MEDIA_TYPE"]),
        (PDF, "image/png", ["MEDIA_TYPE"]),
        (b"not a picture at all", "image/jpeg", ["MEDIA_TYPE"]),
        (JPEG[: len(JPEG) // 2], "image/jpeg", ["MEDIA_TYPE"]),
        (JPEG[:64] + b"\0" * 500, "image/jpeg", ["MEDIA_TYPE"]),
        (noise("JPEG")[:-3000], "image/jpeg", ["MEDIA_TYPE"]),
        (PNG[:-30], "image/png", ["MEDIA_TYPE"]),
        (noise("PNG")[:9000], "image/png", ["MEDIA_TYPE"]),
        (png_that_says(100, 100), "image/png", ["MEDIA_TYPE"]),
        (png_that_says(9000, 6000), "image/png", ["MEDIA_TYPE"]),
        (png_that_says(60_000, 60_000), "image/png", ["MEDIA_TYPE"]),
    ],
)
def test_a_picture_must_open(content: bytes, media_type: str, expected: list[str]) -> None:
    assert codes(content, media_type) == expected


def test_a_picture_may_be_as_large_as_a_scanned_page() -> None:
    assert LARGEST_PICTURE_PIXELS > 4960 * 7016


@pytest.mark.parametrize(
    ("size", "expected"),
    [((413, 579), []), ((412, 579), ["FILE_TOO_SMALL"]), ((413, 578), ["FILE_TOO_SMALL"]), ((579, 579), [])],
)
def test_a_picture_may_have_to_be_of_a_size(size: tuple[int, int], expected: list[str]) -> None:
    assert codes(picture(size=size), "image/jpeg", minWidth=413, minHeight=579) == expected


def test_a_changed_byte_is_noticed_before_anything_else() -> None:
    found = inspect(announced(JPEG, "image/jpeg"), JPEG[:-1] + b"\0", locale="en")

    assert [each.code for each in found] == ["CHECKSUM"]


@given(st.binary(max_size=300))
def test_any_bytes_have_some_type(content: bytes) -> None:
    assert isinstance(sniff(content), str)


@given(
    kind=st.sampled_from(["JPEG", "PNG"]),
    changes=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=12),
    length=st.integers(0, 6000),
)
def test_a_damaged_picture_is_accepted_or_refused(kind: str, changes: list[tuple[int, int]], length: int) -> None:
    content = bytearray(SMALL[kind])
    for position, value in changes:
        content[position % len(content)] = value
    damaged = bytes(content[: max(length % (2 * len(content)), 1)])

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow remarks on what it can still read
        assert set(codes(damaged, f"image/{kind.lower()}")) <= {"MEDIA_TYPE"}


SMALL = {kind: picture(kind, size=(20, 30)) for kind in ("JPEG", "PNG")}
