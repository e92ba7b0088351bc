import sys
from collections.abc import Callable
from typing import Any

import pytest

from form_templates.lint import lint_template
from form_templates.tree import compile_validator
from tests.form_templates.builders import template, text
from tests.form_templates.hostile_documents import HOSTILE, Hostile

MOST_CALLS = 700_000  # of functions, which is some 40 ms; what has no bound makes millions
BACKTRACKING = ["(a+)+", "(a*)*", "(a|a)*", "(a|aa)+", "(a|a?)+", "(.*a){12}", "(a?){50}a{50}", "a*a*a*a*a*a*a*b"]
"""Between anchors, each takes an engine that tries one way after another longer than the age of the world."""


def name_of(hostile: Hostile) -> str:
    return hostile.name


def count_calls(work: Callable[[], Any]) -> int:
    count = 0

    def note(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("hostile", HOSTILE, ids=name_of)
def test_each_is_refused_for_what_is_wrong_with_it(hostile: Hostile) -> None:
    assert hostile.find() == hostile.expected


@pytest.mark.parametrize("hostile", HOSTILE, ids=name_of)
def test_refusing_it_takes_little_work(hostile: Hostile) -> None:
    assert count_calls(hostile.find) < MOST_CALLS


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_each_is_told_in_words_of_bounded_length(locale: str) -> None:
    told = [problem.message for hostile in HOSTILE for problem in hostile.lint(hostile.document, locale=locale)]
    assert [message for message in told if not 0 < len(message) < 10_000] == []


def test_no_two_have_one_name() -> None:
    names = [hostile.name for hostile in HOSTILE]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("pattern", BACKTRACKING)
def test_a_pattern_that_backtracks_elsewhere_has_an_answer_here(pattern: str) -> None:
    assert lint_template(template({"a": text(pattern=f"^{pattern}$")})) == []
    validator = compile_validator({"pattern": f"^{pattern}$"})
    assert not validator.is_valid("a" * 100_000 + "!")
