import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.licence_identifiers import (
    ALPHABET,
    LicenceIdentifier,
    check_character,
    licence_identifier,
    parse_licence_identifier,
)

TYPE_CODE = "11100000000013338W011"
ISSUER = "11430000006122244L"
GENUINE = "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U"


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("11100000000013338W01111430000006122244L20230000403001", "U"),
        ("11100000000013338W00911330105002500287C2025052201002", "0"),
        ("11100000MB03271699022340100000000016001", "9"),
    ],
)
def test_check_character_of_identifiers_in_circulation(text: str, check: str) -> None:
    assert check_character(text) == check


def test_check_character_knows_digits_and_capitals_only() -> None:
    with pytest.raises(ValueError, match="substring not found"):
        check_character("11100000000013338w011")


@given(st.text(ALPHABET, min_size=1, max_size=60), st.data())
def test_check_character_catches_every_single_wrong_character(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text) - 1))
    wrong = data.draw(st.sampled_from(ALPHABET.replace(text[place], "")))
    assert check_character(text[:place] + wrong + text[place + 1 :]) != check_character(text)


def test_an_identifier_is_root_type_issuer_serial_version_and_check() -> None:
    assert licence_identifier(type_code=TYPE_CODE, issuer_code=ISSUER, serial="20230000403") == GENUINE


@given(st.text(ALPHABET, min_size=1, max_size=32), st.integers(1, 999))
def test_what_is_built_is_read_back(serial: str, version: int) -> None:
    text = licence_identifier(type_code=TYPE_CODE, issuer_code=ISSUER, serial=serial, version=version)
    assert parse_licence_identifier(text) == LicenceIdentifier(
        type_code=TYPE_CODE, issuer_code=ISSUER, serial=serial, version=version, check=text[-1]
    )


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("type_code", "11100000000013338W0"),
        ("type_code", "11100000000013338W0AB"),
        ("issuer_code", "340100"),
        ("issuer_code", "11430000006122244l"),
        ("serial", ""),
        ("serial", "2023-403"),
        ("serial", "1" * 33),
        ("version", 0),
        ("version", 1000),
    ],
)
def test_parts_of_another_form_are_refused(part: str, value: str | int) -> None:
    parts: dict[str, str | int] = {"type_code": TYPE_CODE, "issuer_code": ISSUER, "serial": "1", "version": 1}
    with pytest.raises(ValueError, match=part):
        licence_identifier(**{**parts, part: value})  # type: ignore[arg-type]


def test_a_region_in_the_issuers_place_is_read() -> None:
    assert parse_licence_identifier("1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9") == LicenceIdentifier(
        type_code="11100000MB03271699022", issuer_code="340100", serial="000000016", version=1, check="9"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "U",
        GENUINE[:-1] + "V",
        GENUINE.lower(),
        GENUINE + "\n",
        GENUINE.removeprefix("1.2.156."),
        GENUINE.replace("20230000403", "20230000404"),
    ],
)
def test_no_identifier_is_read_from(text: str) -> None:
    assert parse_licence_identifier(text) is None
