"""The formats a field may name, each a predicate on text. Also the check digits behind the two Chinese identifiers."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from urllib.parse import urlsplit

PRESENT = "至今"

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_RESIDENT_ID = re.compile(r"[1-9][0-9]{16}[0-9X]")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}")
_ATTACHMENT = re.compile(r"[A-Za-z0-9_=:-]{1,128}")

_EMAIL_LENGTH = 254  # RFC 5321
_RESIDENT_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643
_RESIDENT_ID_CHECKS = "10X98765432"
_CREDIT_CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I O S V Z
_CREDIT_CODE_LENGTH = 18


def is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_year_month(text: str) -> bool:
    return _YEAR_MONTH.fullmatch(text) is not None and not text.startswith("0000")


def is_year_month_or_present(text: str) -> bool:
    return text == PRESENT or is_year_month(text)


def resident_id_check_digit(first17: str) -> str:
    weighed = sum(int(digit) * weight for digit, weight in zip(first17, _RESIDENT_ID_WEIGHTS, strict=True))
    return _RESIDENT_ID_CHECKS[weighed % 11]


def is_resident_id(text: str) -> bool:
    if not _RESIDENT_ID.fullmatch(text):
        return False
    birth = f"{text[6:10]}-{text[10:12]}-{text[12:14]}"
    return is_date(birth) and resident_id_check_digit(text[:17]) == text[17]


def credit_code_check_character(first17: str) -> str:
    weighed = sum(_CREDIT_CODE_LETTERS.index(letter) * pow(3, place, 31) for place, letter in enumerate(first17))
    return _CREDIT_CODE_LETTERS[-weighed % 31]


def is_credit_code(text: str) -> bool:
    if len(text) != _CREDIT_CODE_LENGTH or any(letter not in _CREDIT_CODE_LETTERS for letter in text):
        return False
    return credit_code_check_character(text[:17]) == text[17]


def is_mobile(text: str) -> bool:
    return _MOBILE.fullmatch(text) is not None


def is_email(text: str) -> bool:
    return len(text) <= _EMAIL_LENGTH and _EMAIL.fullmatch(text) is not None


def is_uri(text: str) -> bool:
    """A web address: the only kind a reviewer can safely be asked to open."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(host) and not any(c.isspace() or c in '<>"\\' for c in text)


def is_attachment(text: str) -> bool:
    return _ATTACHMENT.fullmatch(text) is not None


FORMATS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "date": is_date,
        "year-month": is_year_month,
        "year-month-or-present": is_year_month_or_present,
        "cn-resident-id": is_resident_id,
        "cn-credit-code": is_credit_code,
        "cn-mobile": is_mobile,
        "email": is_email,
        "uri": is_uri,
        "attachment": is_attachment,
    },
)
