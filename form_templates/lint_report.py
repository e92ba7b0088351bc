"""How the lint reports: problems of a document, in one language, with a pointer into the document."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import jsonschema_rs

from form_templates.limits import FULLY_TOLD_BYTES, MAX_PROBLEMS, weigh
from form_templates.pointers import extend
from form_templates.problems import Problem, ProblemCode, Severity
from form_templates.wording import word

_WEIGHT_KEYS = {
    ProblemCode.TOO_LARGE: "LINT_SIZE",
    ProblemCode.TOO_DEEP: "LINT_DEPTH",
    ProblemCode.TYPE: "LINT_SHAPE.json",
}
_COUNTED = frozenset({"maxItems", "maxProperties", "maxLength"})
_LONGEST_DETAIL = 200  # it quotes the document


@dataclass(frozen=True, slots=True)
class LintReport:
    locale: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, key: str, at: str, /, **params: Any) -> None:
        """`key` is as in `word`. A hundred problems are enough for one reading."""
        if len(self.problems) >= MAX_PROBLEMS:
            return
        message = word(key, locale=self.locale, **params)
        code = ProblemCode(key.partition(".")[0])
        self.problems.append(Problem(code, Severity.ERROR, at, message, params=params))

    def check_shape(self, document: Any, meta: jsonschema_rs.Validator, *, max_bytes: int, max_depth: int) -> bool:
        """Size and depth before anything that might be slow; whether the document can be looked at further."""
        weight = weigh(document, max_bytes=max_bytes, max_depth=max_depth)
        if weight.fault:
            self.add(_WEIGHT_KEYS[weight.fault], weight.pointer)
            return False
        try:
            meta.validate(document)
        except jsonschema_rs.ValidationError as first:
            for error in meta.iter_errors(document) if weight.size <= FULLY_TOLD_BYTES else [first]:
                self._add_error(error)
            return False
        return True

    def _add_error(self, error: jsonschema_rs.ValidationError) -> None:
        pointer = ""
        for token in error.instance_path:
            pointer = extend(pointer, token)
        keyword = error.kind.name
        if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.AdditionalProperties):
            for name in error.kind.unexpected:
                self.add("LINT_KEYWORD", extend(pointer, name), name=name)
        elif keyword in _COUNTED:
            self.add("LINT_SIZE.count", pointer, maximum=error.kind.value)
        elif isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required):
            self.add("LINT_SHAPE.missing", extend(pointer, error.kind.property), name=error.kind.property)
        else:
            self.add("LINT_SHAPE", pointer, detail=error.message[:_LONGEST_DETAIL])


Schema: TypeAlias = Mapping[str, Any]
Places: TypeAlias = Sequence[tuple[str, Schema]]
"""Every schema of a document with its pointer."""

SUB_SCHEMAS = frozenset({"items", "if", "then", "else"})
SUB_SCHEMA_LISTS = frozenset({"allOf", "oneOf"})
SUB_SCHEMA_MAPS = frozenset({"properties", "dependentSchemas"})


def walk_schemas(schema: Schema, pointer: str) -> Iterator[tuple[str, Schema]]:
    """The schema and every schema inside it, each with its pointer. Bounded by the document's own depth and size."""
    waiting = [(pointer, schema)]
    while waiting:
        at, outer = waiting.pop()
        yield at, outer
        definitions = extend(at, "$defs")
        inner = [*inner_schemas(outer, at), *((extend(definitions, k), v) for k, v in outer.get("$defs", {}).items())]
        waiting.extend(reversed(inner))


def inner_schemas(schema: Schema, pointer: str) -> Iterator[tuple[str, Schema]]:
    """Those directly inside, without definitions, which are inside only where something refers to them."""
    for name, inside in schema.items():
        at = extend(pointer, name)
        if name in SUB_SCHEMAS:
            yield at, inside
        elif name in SUB_SCHEMA_LISTS:
            yield from ((extend(at, place), inner) for place, inner in enumerate(inside))
        elif name in SUB_SCHEMA_MAPS:
            yield from ((extend(at, key), inner) for key, inner in inside.items())
