import pytest

from form_templates.lint_matches import lint_matches
from form_templates.lint_report import LintReport
from form_templates.lint_tokens import cut


def faults_of(source: str) -> list[str]:
    report = LintReport("en")
    lint_matches(cut(source), "/must", report)
    return [problem.code for problem in report.problems]


@pytest.mark.parametrize(
    "source",
    [
        "entry.a.matches('^[0-9]{17}[0-9X]$')",
        "entry.a.matches(r'a\\.b')",
        "entry.a.matches('a|b')",
        "entry.a.matches('^' + string(activity.year * 1) + '[0-9]$')",
        "entry.a.matches('a' + string((today.size() + 1) % 10))",
        "entry.matches == 1",
    ],
)
def test_written_out(source: str) -> None:
    assert faults_of(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "entry.a.matches(entry.b)",
        "entry.a.matches('a' + entry.b)",
        "entry.a.matches(string(entry.b))",
        "entry.a.matches(string(entry.b + 'a'))",
        "entry.a.matches(string(true ? entry.b : 1 * 2))",
        "entry.a.matches(string(1 * 2) + entry.b)",
        "entry.a.matches(string(f(1 * 2)))",
        "entry.a.matches(upper(1 * 2))",
        "entry.a.matches(('a'))",
        "entry.a.matches('\\\\d')",
        "entry.a.matches()",
        "matches(entry.a, 'a')",
    ],
)
def test_put_together_from_elsewhere(source: str) -> None:
    assert faults_of(source) == ["LINT_RULE"]


def test_each_pattern_is_looked_at() -> None:
    assert (
        faults_of("entry.a.matches('(?=a)') || entry.a.matches('a') || entry.a.matches('a**')") == ["LINT_PATTERN"] * 2
    )
