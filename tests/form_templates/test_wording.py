import re

import pytest

from form_templates.problems import ProblemCode
from form_templates.wording import MESSAGES, word

BY_RULE = {ProblemCode.RULE, ProblemCode.UNKNOWN_ENTRY}  # worded by the rule itself, and by the callers of the engine


def test_every_code_has_words() -> None:
    assert {key.partition(".")[0] for key in MESSAGES} == {code.value for code in ProblemCode} - BY_RULE


@pytest.mark.parametrize("key", sorted(MESSAGES))
def test_both_languages_name_the_same_things(key: str) -> None:
    chinese, english = MESSAGES[key]
    assert set(re.findall(r"\{(\w+)\}", chinese)) == set(re.findall(r"\{(\w+)\}", english))


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("zh-CN", "请填写“题目”。"), ("zh", "请填写“题目”。"), ("en", "Fill in “题目”."), ("fr", "Fill in “题目”.")],
)
def test_the_callers_language(locale: str, expected: str) -> None:
    assert word("REQUIRED", locale=locale, title="题目") == expected


def test_a_detail_without_words_of_its_own_uses_those_of_the_code() -> None:
    assert word("FORMAT.other", locale="en", title="T") == "“T” is not in the expected format; write it as asked."
