"""The identifier of an electronic licence (电子证照标识), as GB/T 36904 forms it and DOMAIN found it in use."""

import re
from dataclasses import dataclass

ROOT = "1.2.156.3005.2"
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LARGEST_VERSION = 999

# The type code is the credit code of the authority that defined the licence, and three digits. Most issuers are named
# by their credit code; identifiers with the six digits of a region in its place are in circulation.
TYPE_CODE = re.compile(r"[0-9A-Z]{18}[0-9]{3}")
ISSUER_CODE = re.compile(r"[0-9A-Z]{18}")
SERIAL = re.compile(r"[0-9A-Z]{1,32}")
PARTS = re.compile(
    rf"{re.escape(ROOT)}\.(?P<type_code>{TYPE_CODE.pattern})\.(?P<issuer_code>{ISSUER_CODE.pattern}|[0-9]{{6}})"
    rf"\.(?P<serial>{SERIAL.pattern})\.(?P<version>[0-9]{{3}})\.(?P<check>[0-9A-Z])"
)


@dataclass(frozen=True)
class LicenceIdentifier:
    type_code: str
    issuer_code: str
    serial: str
    version: int
    check: str


def check_character(text: str) -> str:
    """ISO 7064 MOD 37,36 over digits and capitals: it catches every single wrong character."""
    product = 36
    for character in text:
        product = (product + ALPHABET.index(character)) % 36 or 36
        product = product * 2 % 37
    return ALPHABET[(37 - product) % 36]


def licence_identifier(*, type_code: str, issuer_code: str, serial: str, version: int = 1) -> str:
    """Root, type, issuer, serial, version and check character; the check covers all but the root and the dots."""
    for name, value, form in (
        ("type_code", type_code, TYPE_CODE),
        ("issuer_code", issuer_code, ISSUER_CODE),
        ("serial", serial, SERIAL),
    ):
        if not form.fullmatch(value):
            raise ValueError(f"{name} {value!r} is not of the form {form.pattern}")
    if not 1 <= version <= LARGEST_VERSION:
        raise ValueError(f"version {version} is not between 1 and {LARGEST_VERSION}")
    check = check_character(f"{type_code}{issuer_code}{serial}{version:03}")
    return f"{ROOT}.{type_code}.{issuer_code}.{serial}.{version:03}.{check}"


def parse_licence_identifier(text: str) -> LicenceIdentifier | None:
    """The parts of an identifier of the right form and with the right check character, else None."""
    match = PARTS.fullmatch(text)
    if match is None:
        return None
    parts = match.groupdict()
    if parts["check"] != check_character(
        parts["type_code"] + parts["issuer_code"] + parts["serial"] + parts["version"]
    ):
        return None
    return LicenceIdentifier(
        type_code=parts["type_code"],
        issuer_code=parts["issuer_code"],
        serial=parts["serial"],
        version=int(parts["version"]),
        check=parts["check"],
    )
