"""Rules and computed values: CEL programs, what they may see, the functions they may call, and their verdicts."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import cel

from form_templates.answers import Context
from form_templates.calendar_functions import months_between, working_days_between, years_between
from form_templates.documents import Rule
from form_templates.number_functions import absolute, greatest, least, read_truth, round_down, round_half_up, round_up

EVALUATION_ERRORS = (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError)
"""What CEL raises when an expression meets values it was not written for."""

CIRCUMSTANCES = frozenset({"applicant", "target", "activity", "today"})
ENTRY_SCOPE = CIRCUMSTANCES | {"entry"}
RULE_SCOPE = ENTRY_SCOPE | {"section", "form"}
FORM_SCOPE = CIRCUMSTANCES | {"form"}

FUNCTIONS = frozenset(
    {
        *("years_between", "months_between", "working_days_between", "distinct", "sum"),
        *("min", "max", "abs", "ceil", "floor", "round", "bool"),
    },
)

ID_MEMBER, SECTION_MEMBER, TEMPLATE_MEMBER = "_id", "_section", "_template"
"""What expressions see of an entry of `form` beside its answers: no field can be called so."""

_PLACEHOLDER = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)\}")
_UNKNOWN_NUMBER = "—"


class Verdict(StrEnum):
    HOLDS = "HOLDS"
    BROKEN = "BROKEN"
    NOT_EVALUABLE = "NOT_EVALUABLE"


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """`reads` names the variables its expressions mention."""

    rule: Rule
    when: cel.Program | None
    must: cel.Program
    numbers: Mapping[str, cel.Program]
    counted: cel.Program | None
    reads: frozenset[str]


class Scope:
    """The variables and functions in reach of an expression. Binding a variable again replaces it."""

    def __init__(self, context: Context) -> None:
        self.context = context

    @cached_property
    def _cel(self) -> cel.Context:
        """Made when something is to be evaluated: many forms have nothing to evaluate."""
        return cel.Context(
            variables={
                "applicant": dict(self.context.applicant),
                "target": dict(self.context.target),
                "activity": dict(self.context.activity),
                "today": self.context.today,
            },
            functions=_functions_for(self.context),
        )

    def bind(self, name: str, value: Any) -> None:
        self._cel.add_variable(name, value)

    def evaluate(self, program: cel.Program) -> Any:
        """Raises one of EVALUATION_ERRORS."""
        return program.execute(self._cel)


def compile_expression(source: str) -> cel.Program:
    """Raises ValueError for what is not CEL."""
    return cel.compile(source)


def compile_rule(rule: Rule) -> CompiledRule:
    when = compile_expression(rule.when) if rule.when else None
    must = compile_expression(rule.must)
    numbers = {name: compile_expression(source) for name, source in rule.numbers.items()}
    counted = compile_expression(rule.counted) if rule.counted else None
    programs = [must, *numbers.values(), *(each for each in (when, counted) if each)]
    reads = frozenset(name for each in programs for name in each.variables())
    return CompiledRule(rule, when, must, numbers, counted, reads)


def judge(rule: CompiledRule, *, scope: Scope) -> Verdict:
    """A rule that answers neither true nor false has not been evaluated, so it cannot hold by accident."""
    try:
        applies = scope.evaluate(rule.when) if rule.when else True
        if applies is False:
            return Verdict.HOLDS
        holds = scope.evaluate(rule.must)
    except EVALUATION_ERRORS:
        return Verdict.NOT_EVALUABLE
    if applies is not True or not isinstance(holds, bool):
        return Verdict.NOT_EVALUABLE
    return Verdict.HOLDS if holds else Verdict.BROKEN


def measure(rule: CompiledRule, *, scope: Scope) -> dict[str, Any]:
    """The numbers that explain the verdict; one that cannot be computed is left out."""
    found: dict[str, Any] = {}
    for name, program in rule.numbers.items():
        try:
            value = scope.evaluate(program)
        except EVALUATION_ERRORS:
            continue
        if isinstance(value, str | int | float):
            found[name] = value
    return found


def find_counted(rule: CompiledRule, *, scope: Scope) -> tuple[tuple[str, str], ...]:
    """(section, entry id) of each entry that the rule's numbers come from."""
    try:
        found = scope.evaluate(rule.counted) if rule.counted else []
    except EVALUATION_ERRORS:
        return ()
    rows = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    return tuple(
        (str(row[SECTION_MEMBER]), str(row[ID_MEMBER])) for row in rows if {SECTION_MEMBER, ID_MEMBER} <= row.keys()
    )


def fill_in(message: str, numbers: Mapping[str, Any]) -> str:
    """Plain names in braces only: messages come from strangers."""
    return _PLACEHOLDER.sub(lambda match: _show(numbers.get(match[1])), message)


def placeholders(message: str) -> frozenset[str]:
    return frozenset(_PLACEHOLDER.findall(message))


def _show(value: Any) -> str:
    if value is None:
        return _UNKNOWN_NUMBER
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)


def _functions_for(context: Context) -> dict[str, Callable[..., Any]]:
    """None of them raises: an argument they cannot use gives null, which no comparison takes for an answer."""
    return {
        "years_between": lambda start, end: years_between(start, end, today=context.today),
        "months_between": lambda start, end: months_between(start, end, today=context.today),
        "working_days_between": lambda start, end: working_days_between(
            start, end, today=context.today, is_working_day=context.is_working_day
        ),
        "distinct": distinct,
        "sum": total,
        "min": least,
        "max": greatest,
        "abs": absolute,
        "ceil": round_up,
        "floor": round_down,
        "round": round_half_up,
        "bool": read_truth,
    }


def distinct(values: Any) -> list[Any] | None:
    if not isinstance(values, list):
        return None
    return [value for place, value in enumerate(values) if value not in values[:place]]


def total(values: Any) -> float | None:
    if not isinstance(values, list) or any(isinstance(v, bool) or not isinstance(v, int | float) for v in values):
        return None
    return float(sum(values))
