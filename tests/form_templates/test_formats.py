import pytest
from hypothesis import given
from hypothesis import strategies as st

from form_templates.formats import FORMATS, credit_code_check_character, resident_id_check_digit

VALID = [
    ("date", "2024-02-29"),
    ("year-month", "2024-12"),
    ("year-month-or-present", "2024-01"),
    ("year-month-or-present", "至今"),
    ("cn-resident-id", "11010519491231002X"),
    ("cn-credit-code", "91350100M000100Y43"),
    ("cn-mobile", "13800000000"),
    ("email", "li.ming@example.edu.cn"),
    ("uri", "https://example.cn/a?b=c"),
    ("attachment", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"),
]
INVALID = [
    ("date", "2023-02-29"),
    ("date", "2024-2-9"),
    ("date", "20240229"),
    ("date", "2024-02-29\n"),
    ("date", "２０２４-02-29"),
    ("year-month", "2024-13"),
    ("year-month", "0000-01"),
    ("year-month", "至今"),
    ("year-month-or-present", "今"),
    ("cn-resident-id", "11010519491231002x"),
    ("cn-resident-id", "110105194912310021"),
    ("cn-resident-id", "11010519491331002X"),
    ("cn-resident-id", "110105491231002"),
    ("cn-credit-code", "91350100M000100Y44"),
    ("cn-credit-code", "91350100M000100Y4"),
    ("cn-credit-code", "91350100M000100YI3"),
    ("cn-mobile", "12800000000"),
    ("cn-mobile", "138000000000"),
    ("email", "li@localhost"),
    ("email", "a" * 250 + "@example.cn"),
    ("email", "li ming@example.cn"),
    ("uri", "javascript:alert(1)"),
    ("uri", "https://"),
    ("uri", "https://exa mple.cn"),
    ("uri", "http://[::1"),
    ("attachment", ""),
    ("attachment", "../secret"),
]


@pytest.mark.parametrize(("name", "text"), VALID)
def test_valid(name: str, text: str) -> None:
    assert FORMATS[name](text)


@pytest.mark.parametrize(("name", "text"), INVALID)
def test_invalid(name: str, text: str) -> None:
    assert not FORMATS[name](text)


@given(st.sampled_from(sorted(FORMATS)), st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_has_an_answer(name: str, text: str) -> None:
    assert FORMATS[name](text) in {True, False}


def test_every_format_is_in_the_tables() -> None:
    assert {name for name, _ in VALID} == set(FORMATS) == {name for name, _ in INVALID}


@given(st.integers(0, 16), st.integers(1, 9))
def test_a_mistyped_digit_of_a_resident_id_is_noticed(place: int, change: int) -> None:
    digits = "11010519491231002"
    mistyped = digits[:place] + str((int(digits[place]) + change) % 10) + digits[place + 1 :]
    assert resident_id_check_digit(mistyped) != resident_id_check_digit(digits)


def test_credit_code_check_character() -> None:
    assert credit_code_check_character("91350100M000100Y4") == "3"
