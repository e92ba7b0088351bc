"""The questions put to check.mjs: every schema and uiSchema that front ends are handed, with answers and what the engine
says about them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from form_templates.compile import CompiledForm, compile_form
from form_templates.documents import EXAMPLE_KEY, Document, compose, form_of_template, parse_template
from form_templates.json_schema import (
    TEMPLATE_MEMBER,
    form_json_schema,
    form_ui_schema,
    template_json_schema,
    template_ui_schema,
)
from form_templates.lint import EXAMPLE_CONTEXT
from form_templates.problems import Problem
from form_templates.resolve import Context, Entry, FieldType, ResolvedField, ResolvedForm, ResolvedSection, resolve
from tests.form_templates.builders import form, offering, pin, section, template, text

DOCUMENTS = Path(__file__).parents[2] / "form_templates" / "documents"
EVERY_KEYWORD = Path(__file__).parent / "section.every-keyword.json"

EVERYTHING_SHOWN = replace(EXAMPLE_CONTEXT, target={**EXAMPLE_CONTEXT.target, "category": "EXCEPTIONAL"})
SEEN_BY_SCHEMA = {"REQUIRED", "TYPE", "ENUM", "LENGTH", "RANGE", "PATTERN", "COUNT", "UNIQUE"}
"""Rules are ours alone, and the check takes any text for any format."""


def levelled(key: str, levels: Sequence[str]) -> dict[str, Any]:
    fields = {
        "level": text(key, oneOf=[{"const": level, "title": level} for level in levels]),
        "reason": text("原因", maxLength=2),
    }
    valid = {"name": "valid", "answers": {"level": "LOW"}, "problems": []}
    problem = {"code": "LENGTH", "pointer": "/reason"}
    wrong = {"name": "wrong", "answers": {"level": "LOW", "reason": "说不清"}, "problems": [problem]}
    return template(fields, key=key, examples=[valid, wrong])


LEVELS = ["LOW", "MIDDLE", "HIGH", "HIGHEST"]
LEVELLED = [levelled("achievement.rising", LEVELS), levelled("achievement.falling", LEVELS[::-1])]
"""A wrong entry of the first looks to core like one of the second, unless it is told."""


class DrawnField(NamedTuple):
    pointer: str
    title: str
    required: bool
    read_only: bool


class Example(NamedTuple):
    answers: Mapping[str, Any]
    accepted: bool
    fields: list[DrawnField]


class HandedOut(NamedTuple):
    name: str
    schema: Mapping[str, Any]
    ui_schema: Mapping[str, Any]
    examples: dict[str, Example]


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def hand_out_everything() -> Iterator[HandedOut]:
    """Every template alone with its examples, then every form with the first valid examples and with the last ones."""
    shipped = {document["key"]: document for document in map(load, sorted(DOCUMENTS.glob("*/*.json")))}
    extra = load(EVERY_KEYWORD)
    documents = [*shipped.values(), extra, *LEVELLED]
    examples = {
        "valid": {document["key"]: first_valid_example(document) for document in documents},
        "last": {document["key"]: document["examples"][-1]["answers"] for document in documents},
    }
    for document in documents:
        yield from (hand_out_template(document, locale) for locale in document["locales"])
    compositions = [load(path) for path in sorted(DOCUMENTS.glob("*/forms/*.json"))]
    composed = [compose(each, templates=lambda key, _version: shipped[key]) for each in compositions]
    for document in [*composed, form_of_every_kind(extra)]:
        yield from (hand_out_form(document, locale, examples) for locale in document["locales"])


def form_of_every_kind(document: Document) -> dict[str, Any]:
    """The template once, many times, and as one of several on offer."""
    many = section(document, "many", entries={"min": 1, "max": 3})
    offered = offering(pin(document), *map(pin, LEVELLED))
    return {**form(section(document), many, offered), "locales": ["zh-CN"]}


def first_valid_example(document: Document) -> Mapping[str, Any]:
    return next(example.answers for example in parse_template(document).examples if not example.problems)


def hand_out_template(document: Document, locale: str) -> HandedOut:
    whole = compile_form(form_of_template(document))
    compiled = whole.sections[EXAMPLE_KEY].only
    assert compiled is not None
    asked = {each.name: (each.answers, context_of(each.context)) for each in compiled.template.examples}
    asked["blank"] = ({}, EXAMPLE_CONTEXT)
    examples = {}
    for name, (answers, context) in asked.items():
        found = resolve(whole, {EXAMPLE_KEY: [Entry(EXAMPLE_KEY, answers)]}, context=context, locale=locale)
        entry = found.sections[0].entries[0]
        examples[name] = Example(entry.answers, is_accepted(found.problems), list(list_visible(entry.fields)))
    schema, ui_schema = template_json_schema(compiled, locale), template_ui_schema(compiled, locale)
    return HandedOut(f"{document['key']} {locale}", schema, ui_schema, enough(examples, document, locale))


def hand_out_form(
    document: Document, locale: str, fillings: Mapping[str, Mapping[str, Mapping[str, Any]]]
) -> HandedOut:
    whole = compile_form(document)
    examples = {name: example_of_form(whole, answers, locale) for name, answers in fillings.items()}
    schema, ui_schema = form_json_schema(whole, locale), form_ui_schema(whole, locale)
    return HandedOut(f"{document['key']} {locale}", schema, ui_schema, enough(examples, document, locale))


def enough(examples: dict[str, Example], document: Document, locale: str) -> dict[str, Example]:
    """Only the texts differ from one language to another, and a valid example shows them."""
    if locale == document["locales"][0]:
        return examples
    return dict([next(item for item in examples.items() if item[1].accepted)])


def example_of_form(whole: CompiledForm, answers: Mapping[str, Mapping[str, Any]], locale: str) -> Example:
    """One entry of every template in every section; ids are places, so that pointers lead into the answers."""
    given = {
        key: [
            Entry(str(place), answers.get(offered, {}), offered if compiled.section.offers else None)
            for place, offered in enumerate(compiled.templates)
        ]
        for key, compiled in whole.sections.items()
    }
    found = resolve(whole, given, context=EVERYTHING_SHOWN, locale=locale)
    values = {each.key: answers_in(each, single=whole.sections[each.key].section.single) for each in found.sections}
    return Example(values, is_accepted(found.problems), list(list_sections(whole, found)))


def answers_in(found: ResolvedSection, *, single: bool) -> Any:
    entries = [
        {**({TEMPLATE_MEMBER: entry.template} if entry.template else {}), **entry.answers} for entry in found.entries
    ]
    return entries[0] if single else entries


def list_sections(whole: CompiledForm, found: ResolvedForm) -> Iterator[DrawnField]:
    """A section that may be hidden cannot be required by a schema, which does not know when."""
    for each in found.sections:
        always = whole.sections[each.key].visible_when is None
        yield DrawnField(f"/{each.key}", each.title, each.required and always, read_only=False)
        for entry in each.entries:
            yield from list_visible(entry.fields, prefix=f"/{each.key}")


def list_visible(fields: Iterable[ResolvedField], *, prefix: str = "") -> Iterator[DrawnField]:
    for field in fields:
        if field.visible:
            yield DrawnField(prefix + field.pointer, field.title, field.required, field.read_only)
            yield from list_visible(inner_fields(field), prefix=prefix)


def inner_fields(field: ResolvedField) -> Sequence[ResolvedField]:
    """`fields` of a list are those of a blank item."""
    return [each for item in field.items for each in item.fields] if field.type is FieldType.LIST else field.fields


def is_accepted(problems: Iterable[Problem]) -> bool:
    return not any(problem.code in SEEN_BY_SCHEMA for problem in problems)


def context_of(parts: Mapping[str, Any]) -> Context:
    """The circumstances an example brings, as the lint reads them."""
    identity = {**EXAMPLE_CONTEXT.identity, **parts.get("identity", {})}
    return replace(EXAMPLE_CONTEXT, **{**parts, "identity": identity})
