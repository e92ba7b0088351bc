"""One entry against its template's schema, as problems a person can act on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema_rs import ValidationError, ValidationErrorKind

from form_templates.compile import CompiledTemplate
from form_templates.pointers import extend
from form_templates.problems import Problem, ProblemCode, Severity
from form_templates.reading import ReadEntry
from form_templates.tree import ALWAYS, Field, Node, Outcomes
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
    """A place in an entry: what it is called, whether it is shown, and where it stands among the fields."""

    title: str
    visible: bool
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """`key` chooses the words; `code` is what it begins with."""

    key: str
    params: Mapping[str, Any]

    @property
    def code(self) -> ProblemCode:
        return ProblemCode(self.key.split(".")[0])


def validate_entry(read: ReadEntry, *, section: str, locale: str) -> list[Problem]:
    """In the order of the fields. Nothing is said about what is hidden."""
    template = read.template
    if template is None:
        return []
    if not isinstance(read.entry.answers, dict) and read.unfit is None:
        finding = Finding("TYPE", {})
        return [_problem(finding, read, "", section=section, locale=locale, title=_title_of(template, locale))]
    if read.unfit is not None:
        key = "TYPE.json" if read.unfit.fault is ProblemCode.TYPE else str(read.unfit.fault)
        title = _title_of(template, locale)
        return [_problem(Finding(key, {}), read, read.unfit.pointer, section=section, locale=locale, title=title)]
    return [
        *_unknown(read, template, section=section, locale=locale),
        *_invalid(read, template, section=section, locale=locale),
    ]


def find_spot(root: Node, path: Path, answers: Any, *, title: str) -> Spot:
    """`title` names the place where the path leaves the known fields, so it is the template's to begin with."""
    node, value, outcomes, order = root, answers, ALWAYS, []
    shown = True
    for token in path:
        outcomes = node.outcomes(value if isinstance(value, dict) else {}, outcomes)
        field = node.item if isinstance(token, int) else node.fields.get(token)
        if field is None:
            return Spot(title, shown, tuple(order))
        shown = shown and field.is_visible(outcomes)
        order.append(_place(node, field, token))
        title = field.look_under(outcomes).title or title
        node, value = field.node, _step(value, token)
    return Spot(title, shown, tuple(order))


def _place(node: Node, field: Field, token: str | int) -> int:
    return token if isinstance(token, int) else list(node.fields).index(field.name)


def _step(value: Any, token: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(str(token))
    return value[token] if isinstance(value, list) and isinstance(token, int) and token < len(value) else None


def _title_of(template: CompiledTemplate, locale: str) -> str:
    titles = template.template.title
    return titles.get(locale) or next(iter(titles.values()))


def _unknown(read: ReadEntry, template: CompiledTemplate, *, section: str, locale: str) -> Iterator[Problem]:
    for pointer in find_unknown(template.first_tree, read.answers):
        title = pointer.rpartition("/")[2]
        yield _problem(Finding("UNKNOWN_FIELD", {}), read, pointer, section=section, locale=locale, title=title)


def _invalid(read: ReadEntry, template: CompiledTemplate, *, section: str, locale: str) -> list[Problem]:
    root, title = template.tree(locale), _title_of(template, locale)
    found: dict[tuple[str, str], tuple[tuple[int, ...], Problem]] = {}
    for error in template.validator.iter_errors(read.answers):
        path = [*error.instance_path, *_missing(error)]
        spot = find_spot(root, path, read.answers, title=title)
        if not spot.visible:
            continue
        finding, pointer = explain(error), _pointer(path)
        problem = _problem(finding, read, pointer, section=section, locale=locale, title=spot.title)
        found.setdefault((finding.key, pointer), (spot.order, problem))
    return [problem for _, problem in sorted(found.values(), key=lambda each: each[0])]


def _missing(error: ValidationError) -> list[str]:
    return [error.kind.property] if isinstance(error.kind, ValidationErrorKind.Required) else []


def _pointer(path: Path) -> str:
    pointer = ""
    for token in path:
        pointer = extend(pointer, token)
    return pointer


def explain(error: ValidationError) -> Finding:
    keyword, value = error.kind.name, error.kind.value
    if keyword in _BOUNDS:
        key, name = _BOUNDS[keyword]
        actual = len(error.instance) if isinstance(error.instance, str | list) else error.instance
        return Finding(key, {name: value, "actual": actual})
    if keyword == "format":
        return Finding(f"FORMAT.{value}", {"format": value})
    return Finding(_PLAIN.get(keyword, "ENUM"), {})


def _problem(finding: Finding, read: ReadEntry, pointer: str, *, section: str, locale: str, title: str) -> Problem:
    return Problem(
        code=finding.code,
        severity=Severity.ERROR,
        pointer=read.pointer + pointer,
        message=word(finding.key, locale=locale, title=title, **finding.params),
        section=section,
        entry=read.id,
        params=finding.params,
    )
