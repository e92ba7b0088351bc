"""The printed certificate: facts in, one reproducible PDF/A-2b page out, typeset by Typst from certificate.typ.

Facts reach Typst as JSON data and are never part of its source, so a name is text whatever it contains.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Literal

import segno
from PIL import Image, ImageOps
from pylopdf_fonts_zh_cn import serif_path
from typst import Compiler, Fonts, TypstError

SOURCE = Path(__file__).with_name("certificate.typ")
CHINA_STANDARD_TIME = timezone(timedelta(hours=8))

INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")  # Unicode categories: controls, formats, surrogates, separators
PHOTO_SIZE = (413, 579)  # 35 × 49 mm at 300 dpi
PHOTO_FORMATS = ("JPEG", "PNG")
LARGEST_PHOTO = 50_000_000  # pixels, as many as an upload may have

# A Compiler is not to be used by two threads at once; a page takes a few milliseconds, so they take turns.
_turn = Lock()


class TypesettingError(Exception):
    """A fact cannot be printed: a character the fonts lack, a text too long for its place, a photo that is none."""


@dataclass(frozen=True, kw_only=True)
class CertificateFacts:
    """Everything that is printed; `english` holds small translations under values, by the name of the fact."""

    number: str
    licence_identifier: str
    holder_name: str
    holder_id_masked: str
    photo: bytes | None = field(default=None, repr=False)
    series: str
    qualification: str
    level_name: str
    specialty: str
    evaluation: str
    committee: str
    approved_on: date
    issuer: str
    issued_on: date
    verify_url: str
    code: str
    title: str = "专业技术职称证书"
    title_english: str = "Certificate of Professional Title"
    english: Mapping[str, str] = field(default_factory=dict)


def typeset(facts: CertificateFacts) -> bytes:
    """The certificate as PDF/A-2b: the same facts give the same bytes."""
    return _compile(facts, target="pdf")


def preview(facts: CertificateFacts) -> bytes:
    """The same page as a PNG picture."""
    return _compile(facts, target="png")


def _compile(facts: CertificateFacts, *, target: Literal["pdf", "png"]) -> bytes:
    printed = _printed(facts)
    _refuse_invisible(printed.values())
    photo = None if facts.photo is None else list(_prepare_photo(facts.photo))
    data = json.dumps({**printed, "photo": photo, "qr": _draw_qr(facts.verify_url)}, ensure_ascii=False)
    try:
        with _turn:
            page, warnings = _compiler().compile_with_warnings(
                format=target,
                sys_inputs={"facts": data},
                pdf_standards="a-2b" if target == "pdf" else [],
                timestamp=datetime.combine(facts.issued_on, time(), CHINA_STANDARD_TIME),
            )
    except TypstError as error:
        raise TypesettingError(error.message) from error
    if warnings:
        # Typst only warns where it leaves out text whose font it cannot find.
        raise TypesettingError("; ".join(warning.message for warning in warnings))
    if not isinstance(page, bytes):
        raise TypesettingError("the certificate does not fit on one page")
    return page


@cache
def _compiler() -> Compiler:
    fonts = Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(serif_path().parent)])
    return Compiler(SOURCE, root=SOURCE.parent, font_paths=fonts, ignore_system_fonts=True)


def _printed(facts: CertificateFacts) -> dict[str, object]:
    return {
        "title": facts.title,
        "titleEnglish": facts.title_english,
        "number": facts.number,
        "licenceIdentifier": facts.licence_identifier,
        "code": facts.code,
        "holderName": facts.holder_name,
        "holderId": facts.holder_id_masked,
        "series": facts.series,
        "qualification": facts.qualification,
        "level": facts.level_name,
        "specialty": facts.specialty,
        "evaluation": facts.evaluation,
        "committee": facts.committee,
        "approvedOn": _chinese_date(facts.approved_on),
        "issuer": facts.issuer,
        "issuedOn": _chinese_date(facts.issued_on),
        "english": dict(facts.english),
    }


def _refuse_invisible(values: Iterable[object]) -> None:
    """Controls can make a line read otherwise than it is stored: reversed, or with parts hidden."""
    for value in values:
        if isinstance(value, dict):
            _refuse_invisible(value.values())
        elif isinstance(value, str) and any(unicodedata.category(character) in INVISIBLE for character in value):
            raise TypesettingError(f"a control character in {value!r}")


def _chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _draw_qr(url: str) -> str:
    output = BytesIO()
    try:
        segno.make_qr(url, error="m").save(output, kind="svg", border=0, dark="#1f1a17")
    except segno.DataOverflowError as error:
        raise TypesettingError("the address is too long for a QR code") from error
    return output.getvalue().decode()


def _prepare_photo(photo: bytes) -> bytes:
    """Crop to the frame and encode anew, which drops what cameras add: place, time, thumbnails."""
    try:
        with Image.open(BytesIO(photo), formats=PHOTO_FORMATS) as image:
            if image.width * image.height > LARGEST_PHOTO:
                raise TypesettingError(f"the photo has more than {LARGEST_PHOTO} pixels")
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise TypesettingError("the photo cannot be read") from error
    output = BytesIO()
    ImageOps.fit(upright, PHOTO_SIZE).save(output, format="JPEG", quality=88)
    return output.getvalue()
