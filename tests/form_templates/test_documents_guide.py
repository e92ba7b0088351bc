"""docs/templates.md says what is so: its examples do as it shows, and its operations fit the API."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import pytest
from graphql import FieldNode, OperationDefinitionNode, build_schema, parse, validate
from strawberry.types import get_object_definition
from strawberry.utils.str_converters import to_camel_case

from form_templates.answers import Answers, Context, Entry
from form_templates.carrying import Loss
from form_templates.compatibility import compare_versions
from form_templates.compatibility_wording import word_change
from form_templates.compile import CompiledForm, compile_form
from form_templates.documents import EXAMPLE_KEY, decompose, form_of_template
from form_templates.explain import explain
from form_templates.headings import check_composition
from form_templates.json_schema import section_ui_schema
from form_templates.lint import EXAMPLE_CONTEXT, lint_form, lint_template
from form_templates.resolve import resolve
from form_templates.resolved import ResolvedField, ResolvedForm
from form_templates.rules import EVALUATION_ERRORS, Scope, compile_expression
from form_templates.submission import prune
from schema.api import schema
from schema.compositions import CompositionMutations, CompositionQueries
from schema.samples import SampleMutations
from schema.templates import TemplateMutations, TemplateQueries
from services.problems import ServiceProblemCode
from services.template_bundles import ImportOutcome
from tests.form_templates.guide import (
    GUIDE,
    LOCALE,
    Answered,
    Compared,
    Document,
    Valued,
    Written,
    in_camel_case,
    names,
    pick,
    table,
)


def place_of(shown: Any) -> str:
    return str(shown.place)


def in_circumstances(given: Document) -> Context:
    """As an example has them."""
    identity = {**EXAMPLE_CONTEXT.identity, **given.get("identity", {})}
    return replace(EXAMPLE_CONTEXT, **{**given, "identity": identity})


def told(problem: Any) -> dict[str, Any]:
    return {**in_camel_case(asdict(problem)), "code": str(problem.code)}


# ── what is written ──────────────────────────────────────────────────────────
@pytest.mark.parametrize("written", GUIDE.written, ids=place_of)
def test_the_checks_say_of_a_document_what_is_shown(written: Written) -> None:
    check = lint_form if "sections" in written.document else lint_template
    found = [told(each) for each in check(written.document, locale=LOCALE)]
    assert pick(found, written.lint) == written.lint


def test_forms_are_composed_as_the_api_takes_them() -> None:
    forms = [each.document for each in GUIDE.written if "sections" in each.document]
    assert [check_composition(decompose(form), locale=LOCALE) for form in forms] == [[]]


@pytest.mark.parametrize("answered", GUIDE.answered, ids=place_of)
def test_the_server_makes_of_answers_what_is_shown(answered: Answered) -> None:
    context = in_circumstances(answered.shown.get("context", {}))
    given = answered.shown["answers"]
    of_form = "sections" in answered.document
    form = compile_form(answered.document if of_form else form_of_template(answered.document))
    answers = entries_of(given) if of_form else {EXAMPLE_KEY: [Entry(EXAMPLE_KEY, given)]}
    actual = outcome_of(form, answers, context)
    if not of_form:
        actual["submitted"] = actual["submitted"][EXAMPLE_KEY][0]["answers"]
    expected = {name: part for name, part in answered.shown.items() if name not in {"answers", "context"}}
    assert pick(actual, expected) == expected


def entries_of(given: Document) -> Answers:
    return {key: [Entry(**entry) for entry in entries] for key, entries in given.items()}


def outcome_of(form: CompiledForm, answers: Answers, context: Context) -> dict[str, Any]:
    resolved = resolve(form, answers, context=context, locale=LOCALE)
    submitted = prune(form, answers, context=context)
    return {
        "fields": fields_of(resolved),
        "sections": {section.key: in_camel_case(asdict(section)) for section in resolved.sections},
        "problems": [told(problem) for problem in resolved.problems],
        "rules": in_camel_case([asdict(each) for each in explain(form, answers, context=context, locale=LOCALE)]),
        "uiSchema": section_ui_schema(form, next(iter(form.sections)), LOCALE),
        "submitted": {key: [asdict(entry) for entry in entries] for key, entries in submitted.items()},
    }


def fields_of(resolved: ResolvedForm) -> dict[str, Any]:
    return {
        field.pointer: in_camel_case(asdict(field))
        for section in resolved.sections
        for field in flatten(section.fields)
    }


def flatten(fields: tuple[ResolvedField, ...]) -> list[ResolvedField]:
    return [inner for field in fields for inner in (field, *flatten(field.fields), *flatten(field.items))]


@pytest.mark.parametrize("compared", GUIDE.compared, ids=place_of)
def test_versions_differ_as_is_shown(compared: Compared) -> None:
    found = [
        {**asdict(change), "message": word_change(change, locale=LOCALE)}
        for change in compare_versions(compared.before, compared.after)
    ]
    assert pick(found, compared.shown["changes"]) == compared.shown["changes"]


# ── expressions ──────────────────────────────────────────────────────────────
def in_tables() -> Iterator[Valued]:
    """`source` → `value`"""
    for row in [*table("function", "takes", "gives", "such as"), *table("function", "what it does", "such as")]:
        source, value = names(row[-1])
        yield Valued(row[0], source, value, GUIDE.valued[0].scope)


VALUED = [*GUIDE.valued, *in_tables()]


@pytest.mark.parametrize("valued", VALUED, ids=place_of)
def test_an_expression_has_the_value_that_is_shown(valued: Valued) -> None:
    assert value_of(valued) == valued.value


def value_of(valued: Valued) -> str | None:
    context = replace(EXAMPLE_CONTEXT, target=valued.scope["target"])
    scope = Scope(context)
    for name in ("entry", "section", "form"):
        scope.bind(name, valued.scope[name])
    try:
        return json.dumps(scope.evaluate(compile_expression(valued.source)), ensure_ascii=False)
    except EVALUATION_ERRORS:
        return None


@pytest.mark.parametrize("valued", VALUED, ids=place_of)
def test_an_expression_is_one_that_the_checks_let_through(valued: Valued) -> None:
    fields = {name: {"type": "string", "title": name} for name in [*valued.scope["entry"], "users"]}
    rule = {"id": "shown", "must": valued.source, "message": {"en": "No."}}
    document = {**GUIDE.written[0].document, "schema": {"type": "object", "properties": fields}, "rules": [rule]}
    assert lint_template(document) == []


# ── the API ──────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("operation", GUIDE.operations)
def test_an_operation_fits_the_schema(operation: str) -> None:
    assert validate(build_schema(schema.as_str()), parse(operation)) == []


def asked_for(operation: str) -> list[str]:
    [definition] = parse(operation).definitions
    assert isinstance(definition, OperationDefinitionNode)
    return [each.name.value for each in definition.selection_set.selections if isinstance(each, FieldNode)]


@pytest.mark.parametrize(
    "fields", [TemplateQueries, TemplateMutations, CompositionQueries, CompositionMutations, SampleMutations]
)
def test_whatever_an_author_can_ask_is_shown_once(fields: type) -> None:
    offered = {to_camel_case(each.name) for each in get_object_definition(fields, strict=True).fields}
    shown = [name for operation in GUIDE.operations for name in asked_for(operation)]
    assert sorted(offered) == sorted(name for name in shown if name in offered)


def test_what_stands_in_the_way_is_named_as_it_is() -> None:
    codes = {names(row[0])[0] for row in table("code", "what stands in the way")}
    assert codes - {*ServiceProblemCode} == {"LINT_…"}


def test_losses_and_outcomes_are_all_there() -> None:
    assert [names(row[0]) for row in table("`loss`", "why it has no place")] == [[each] for each in Loss]
    outcomes = table("`outcome`", "what became of the document")
    assert [names(row[0]) for row in outcomes] == [[each] for each in ImportOutcome]
