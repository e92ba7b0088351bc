"""Every code speaks both languages, and every word that is to be filled in is filled in."""

import ast
from pathlib import Path
from string import Formatter

import pytest

from form_templates.problems import Problem as AnswerProblem
from form_templates.problems import ProblemCode as AnswerProblemCode
from form_templates.problems import Severity
from review_routes.lint import FindingCode
from review_routes.refusals import Refusal, RefusalCode
from services import problems
from services.caller import LOCALES
from services.problems import WORDING, ServiceProblemCode, at_answer, from_answer_problem, from_refusal, problem

SERVICES = sorted(Path(problems.__file__).parent.glob("*.py"))


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_code_has_words() -> None:
    assert set(WORDING) == {code.value for code in ServiceProblemCode}


@pytest.mark.parametrize("code", list(ServiceProblemCode))
def test_both_languages_are_there_and_leave_the_same_blanks(code: ServiceProblemCode) -> None:
    words = WORDING[code]

    assert set(words) == set(LOCALES)
    assert len({frozenset(blanks(text)) for text in words.values()}) == 1


@pytest.mark.parametrize("code", list(ServiceProblemCode))
@pytest.mark.parametrize("locale", LOCALES)
def test_blanks_are_filled(code: ServiceProblemCode, locale: str) -> None:
    params = {name: f"<{name}>" for name in blanks(WORDING[code]["en"])}

    found = problem(code, locale=locale, path=("here",), **params)

    assert (found.code, found.path, found.params, found.severity) == (code, ("here",), params, Severity.ERROR)
    assert blanks(found.message) == set()
    assert [value for value in params.values() if value not in found.message] == []


def test_what_fills_a_blank_is_taken_as_it_is() -> None:
    found = problem(ServiceProblemCode.DUPLICATE_KEY, locale="en", key="{0} %s {x!r}")

    assert found.message == "“{0} %s {x!r}” exists already. Choose another key."


@pytest.mark.parametrize("locale", ["fr", "", "zh"])
def test_another_language_is_answered_in_chinese(locale: str) -> None:
    assert problem(ServiceProblemCode.CHECKSUM, locale=locale).message == WORDING["CHECKSUM"]["zh-CN"]


def test_the_api_has_every_code_once() -> None:
    enums = (AnswerProblemCode, RefusalCode, FindingCode, ServiceProblemCode)

    assert {code.value for code in problems.ProblemCode} == {code.value for enum in enums for code in enum}


def test_each_engines_problem_keeps_what_it_says() -> None:
    source = AnswerProblem("RULE", Severity.WARNING, "/a", "words", section="s", entry="e", rule="r", params={"n": 1})
    found = from_answer_problem(source)
    assert [
        getattr(found, name) for name in ("code", "severity", "pointer", "message", "section", "entry", "rule")
    ] == [getattr(source, name) for name in ("code", "severity", "pointer", "message", "section", "entry", "rule")]
    assert found.params == {"n": 1}

    refusal = from_refusal(Refusal(RefusalCode.TEXT_MISSING, pointer="/items/0/text"), locale="en")
    assert (refusal.code, refusal.path) == ("TEXT_MISSING", ("items", "0", "text"))

    placed = at_answer(problem(ServiceProblemCode.CHECKSUM, locale="en"), section="s", pointer="/p", entry="e")
    assert (placed.section, placed.pointer, placed.entry, placed.code) == ("s", "/p", "e", "CHECKSUM")


def calls_of_problem() -> list[tuple[str, str, set[str]]]:
    """(place, code, what is passed) of each call in the services: the code stands in it or in the line above it."""
    found = []
    for path in SERVICES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        codes = {
            node.lineno: node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "ServiceProblemCode"
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "problem":
                line = max(number for number in codes if number <= (node.end_lineno or node.lineno))
                passed = {word.arg or "**" for word in node.keywords} - {"locale", "path"}
                found.append((f"{path.name}:{node.lineno}", codes[line], passed))
    return found


def test_every_use_fills_its_blanks() -> None:
    """`**sizes` stands for several and is tried out by the test of its module."""
    wanting = [
        (place, code, passed)
        for place, code, passed in calls_of_problem()
        if "**" not in passed and not blanks(WORDING[code]["en"]) <= passed
    ]

    assert len(calls_of_problem()) > 15
    assert wanting == []
