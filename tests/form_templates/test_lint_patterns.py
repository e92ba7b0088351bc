import pytest

from form_templates.lint_patterns import find_fault


@pytest.mark.parametrize(
    "inside",
    [
        *("", "abc", "[0-9]{4}-[0-9]{2}", "(CN ?)?[0-9]{2,}", "(?:a|b|)*", "[^a-c]", "[-a]", "[a-]", "[.^$|?*+()]"),
        *("\\.\\\\\\[\\]\\/", "[\\]\\-\\\\]", "[一-龥]{1,50}", "😀", "(a+)+", ".{1,60}", "a{0,3}", "()"),
    ],
)
def test_portable(inside: str) -> None:
    assert find_fault(inside) is None


@pytest.mark.parametrize(
    "inside",
    [
        *("\\d", "\\W", "\\s", "\\b", "\\p{L}", "\\x41", "\\u0041", "\\n", "\\1", "\\-", "\\"),
        *("(?=a)", "(?<a>a)", "(?i)", "(?i:a)", "a**", "a+?", "a++", "*", "(*a)", "(a|*)", "a{,2}", "a{", "}", "]"),
        *("[]", "[^]", "[[a]]", "[a-b-c]", "[a&&b]", "[a~~b]", "[a||b]", "[a--b]", "[\\d]", "a^", "$a", ")"),
    ],
)
def test_read_differently_elsewhere(inside: str) -> None:
    assert find_fault(inside) == "LINT_PATTERN.portable"


@pytest.mark.parametrize("inside", ["(a", "[b-a]", "a{3,2}", "(.{100}){100}"])
def test_not_to_be_compiled(inside: str) -> None:
    assert find_fault(inside) == "LINT_PATTERN"


def test_alternatives_that_anchors_do_not_hold_for() -> None:
    assert find_fault("a|b") == "LINT_PATTERN.anchors"
    assert find_fault("a|b", whole=False) is None
