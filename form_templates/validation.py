"""One entry against its template's schema, as problems a person can act on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from jsonschema_rs import ValidationError, ValidationErrorKind

from form_templates.compile import CompiledTemplate
from form_templates.localize import text_in
from form_templates.pointers import extend, split
from form_templates.problems import Problem, ProblemCode, Severity
from form_templates.reading import ReadEntry
from form_templates.rules import fill_in
from form_templates.tree import ALWAYS, Field, Node
from form_templates.visibility import find_unknown
from form_templates.wording import word

Path = list[str | int]

_BOUNDS = {
    "minLength": ("LENGTH.minimum", "minimum"),
    "maxLength": ("LENGTH.maximum", "maximum"),
    "minItems": ("COUNT.minimum", "minimum"),
    "maxItems": ("COUNT.maximum", "maximum"),
    "minimum": ("RANGE.minimum", "minimum"),
    "maximum": ("RANGE.maximum", "maximum"),
    "exclusiveMinimum": ("RANGE.exclusiveMinimum", "minimum"),
    "exclusiveMaximum": ("RANGE.exclusiveMaximum", "maximum"),
    "multipleOf": ("RANGE.multipleOf", "multipleOf"),
}
_PLAIN = {
    "required": "REQUIRED",
    "dependentRequired": "REQUIRED",
    "type": "TYPE",
    "pattern": "PATTERN",
    "uniqueItems": "UNIQUE",
}
"""What is left, enum, const and oneOf, are all a choice among options."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in an entry: what it is called, whether it is shown, and where it stands among the fields. `messages` are
    its author's own words, by problem code.
    """

    title: str
    visible: bool
    order: tuple[int, ...]
    messages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reporter:
    """Puts what is wrong with one entry into words."""

    read: ReadEntry
    template: CompiledTemplate
    section: str
    locale: str

    @property
    def title(self) -> str:
        """What an entry as a whole is called."""
        return text_in(self.template.template.title, self.locale) or self.template.template.key

    def problem(
        self, key: str, pointer: str, *, title: str | None = None, own: str | None = None, **params: Any
    ) -> Problem:
        """`key` is as in `word`; `own` is the author's own wording."""
        named = {"title": title or self.title, **params}
        return Problem(
            code=ProblemCode(key.partition(".")[0]),
            severity=Severity.ERROR,
            pointer=self.read.pointer + pointer,
            message=fill_in(own, named) if own else word(key, locale=self.locale, **named),
            section=self.section,
            entry=self.read.id,
            params=params,
        )


def validate_entry(read: ReadEntry, template: CompiledTemplate, *, section: str, locale: str) -> list[Problem]:
    """In the order of the fields. Nothing is said about what is hidden."""
    reporter = Reporter(read, template, section, locale)
    if read.unfit is not None:
        key = "TYPE.json" if read.unfit.fault is ProblemCode.TYPE else str(read.unfit.fault)
        return [reporter.problem(key, read.unfit.pointer)]
    if not isinstance(read.entry.answers, dict):
        return [reporter.problem("TYPE", "")]
    return [*_unknown(reporter), *_invalid(reporter)]


def find_spot(root: Node, path: Path, answers: Any, *, title: str) -> Spot:
    """`title` names the place where the path leaves the known fields, so it is the template's to begin with."""
    node, value, outcomes, shown = root, answers, ALWAYS, True
    order: list[int] = []
    messages: Mapping[str, str] = {}
    for token in path:
        outcomes = node.outcomes(value if isinstance(value, dict) else {}, outcomes)
        inner = node.item if isinstance(token, int) else node.fields.get(token)
        if inner is None:
            return Spot(title, shown, tuple(order))
        shown = shown and inner.is_visible(outcomes)
        order.append(_place(node, inner, token))
        look = inner.look_under(outcomes)
        title, messages = look.title or title, look.messages
        node, value = inner.node, _step(value, token)
    return Spot(title, shown, tuple(order), messages)


def _place(node: Node, field: Field, token: str | int) -> int:
    return token if isinstance(token, int) else list(node.fields).index(field.name)


def _step(value: Any, token: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(str(token))
    return value[token] if isinstance(value, list) and isinstance(token, int) and token < len(value) else None


def _unknown(reporter: Reporter) -> Iterator[Problem]:
    for pointer in find_unknown(reporter.template.first_tree, reporter.read.answers):
        yield reporter.problem("UNKNOWN_FIELD", pointer, title=split(pointer)[-1])


def _invalid(reporter: Reporter) -> list[Problem]:
    answers, root = reporter.read.answers, reporter.template.tree(reporter.locale)
    found: dict[tuple[str, str], tuple[tuple[int, ...], Problem]] = {}
    for error in reporter.template.validator.iter_errors(answers):
        path = [*error.instance_path, *_missing(error)]
        spot = find_spot(root, path, answers, title=reporter.title)
        if not spot.visible:
            continue
        (key, params), pointer = explain(error), _pointer(path)
        own = spot.messages.get(key.partition(".")[0])
        problem = reporter.problem(key, pointer, title=spot.title, own=own, **params)
        found.setdefault((key, pointer), (spot.order, problem))
    return [problem for _, problem in sorted(found.values(), key=itemgetter(0))]


def _missing(error: ValidationError) -> list[str]:
    return [error.kind.property] if isinstance(error.kind, ValidationErrorKind.Required) else []


def _pointer(path: Path) -> str:
    pointer = ""
    for token in path:
        pointer = extend(pointer, token)
    return pointer


def explain(error: ValidationError) -> tuple[str, dict[str, Any]]:
    """Which words to use, and the numbers in them."""
    keyword, value = error.kind.name, error.kind.value
    if keyword in _BOUNDS:
        key, name = _BOUNDS[keyword]
        actual = len(error.instance) if isinstance(error.instance, str | list) else error.instance
        return key, {name: value, "actual": actual}
    if keyword == "format":
        return f"FORMAT.{value}", {"format": value}
    return _PLAIN.get(keyword, "ENUM"), {}
