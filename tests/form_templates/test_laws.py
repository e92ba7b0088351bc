"""The laws of the engine, on templates made up at random and on any answers at all."""

from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from form_templates.compile import CompiledForm, compile_form
from form_templates.formats import FORMATS
from form_templates.lint import lint_form, lint_template
from form_templates.pointers import contains
from form_templates.resolve import Entry, ResolvedField, ResolvedForm, resolve
from form_templates.submission import check_save, prune
from tests.form_templates.builders import CONTEXT, form, section, template, text

UNTIMED = settings(deadline=None)  # a slow machine breaks no law
VALUES = ["a", "b", "至今", "2024-02-30", "2024-02", "", 0, 1, 1.0, 2.5, True, None]

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.sampled_from(VALUES)
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)

CHOICE = text("选择", enum=["a", "b"])
FIELDS = st.sampled_from(
    [
        CHOICE,
        text("文字", minLength=1, maxLength=3),
        text("月份", format="year-month-or-present"),
        text("选项", oneOf=[{"const": "a", "title": "甲"}, {"const": "b", "title": "乙"}]),
        text("样式", pattern="^[ab]*$"),
        {"type": "integer", "title": "整数", "minimum": 0, "exclusiveMaximum": 2},
        {"type": "number", "title": "小数", "maximum": 2, "multipleOf": 0.5},
        {"type": "boolean", "title": "是否"},
        {"type": "array", "title": "列表", "items": text("项"), "minItems": 1, "maxItems": 2, "uniqueItems": True},
    ],
)


@st.composite
def templates(draw: st.DrawFn, *, depth: int = 1) -> dict[str, Any]:
    """Fields whose appearance may depend on fields before them, some of them groups and lists of groups."""
    return {**template({}), "schema": draw(object_schemas(depth=depth))}


@st.composite
def object_schemas(draw: st.DrawFn, *, depth: int) -> dict[str, Any]:
    properties: dict[str, Any] = {"f0": CHOICE}
    required = ["f0"] if draw(st.booleans()) else []
    branches, dependents = [], {}
    for number in range(1, draw(st.integers(2, 5))):
        name, field = f"f{number}", draw(fields(depth=depth))
        cause = f"f{draw(st.integers(0, number - 1))}"
        demands = [name] if draw(st.booleans()) else []
        place = draw(st.sampled_from(["always", "then", "else", "dependent"]))
        declared = {"properties": {name: field}, "required": demands}
        if place == "always":
            properties[name] = field
            required += demands
        elif place == "dependent":
            dependents[cause] = declared
        else:
            test = {"properties": {cause: {"enum": ["a", 1, True]}}, "required": [cause]}
            branches.append({"if": test, place: declared})
    schema = {"type": "object", "properties": properties, "required": required, "dependentSchemas": dependents}
    return {**schema, "allOf": branches} if branches else schema


@st.composite
def fields(draw: st.DrawFn, *, depth: int) -> dict[str, Any]:
    kind = draw(st.sampled_from(["plain", "plain", "group", "list"])) if depth else "plain"
    if kind == "plain":
        return draw(FIELDS)
    group = {**draw(object_schemas(depth=depth - 1)), "title": "组"}
    return group if kind == "group" else {"type": "array", "title": "列", "items": group, "maxItems": 2}


@st.composite
def answers_for(draw: st.DrawFn, schema: dict[str, Any]) -> dict[str, Any]:
    """Mostly fitting values under known names, so that conditions are met and missed."""
    found: dict[str, Any] = {}
    for name in [f"f{number}" for number in range(5)]:
        if draw(st.booleans()):
            group = st.fixed_dictionaries({}, optional={f"f{n}": st.sampled_from(VALUES) for n in range(4)})
            found[name] = draw(st.sampled_from(VALUES) | group | st.lists(group | st.sampled_from(VALUES), max_size=3))
    return found


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    document = draw(templates())
    return document, draw(answers_for(document["schema"]))


def prepare(document: dict[str, Any]) -> CompiledForm:
    return compile_form(form(section(document)))


def see(made: CompiledForm, answers: Any) -> ResolvedForm:
    return resolve(made, {"sample": [Entry("e1", answers)]}, context=CONTEXT, locale="zh-CN")


def pruned(made: CompiledForm, answers: Any) -> Any:
    return prune(made, {"sample": [Entry("e1", answers)]}, context=CONTEXT)["sample"][0].answers


def flatten(fields: tuple[ResolvedField, ...]) -> list[ResolvedField]:
    return [each for field in fields for each in (field, *flatten(field.fields), *flatten(field.items))]


@UNTIMED
@given(templates())
def test_the_templates_made_up_here_pass_the_lint(document: dict[str, Any]) -> None:
    assert lint_template(document) == []


@UNTIMED
@given(cases())
def test_what_is_hidden_is_not_required_has_no_problem_and_is_not_submitted(case: tuple[dict[str, Any], Any]) -> None:
    document, answers = case
    made = prepare(document)
    found = see(made, answers)
    hidden = [field for field in flatten(found.sections[0].fields) if not field.visible]
    assert [field.name for field in hidden if field.required] == []
    assert [field.name for field in hidden if field.value is not None] == []
    pointers = [problem.pointer for problem in found.problems]
    assert [field.pointer for field in hidden if any(contains(field.pointer, pointer) for pointer in pointers)] == []


@UNTIMED
@given(cases())
def test_a_submission_has_the_problems_its_draft_had(case: tuple[dict[str, Any], Any]) -> None:
    document, answers = case
    made = prepare(document)
    kept = pruned(made, answers)
    assert see(made, kept).problems == see(made, answers).problems
    assert pruned(made, kept) == kept


@UNTIMED
@given(cases())
def test_required_fields_are_those_whose_absence_is_a_problem(case: tuple[dict[str, Any], Any]) -> None:
    document, answers = case
    found = see(prepare(document), answers)
    unanswered = {
        field.pointer for field in flatten(found.sections[0].fields) if field.required and field.value is None
    }
    missing = {problem.pointer for problem in found.problems if problem.code == "REQUIRED"}
    in_existing = {pointer for pointer in unanswered if _parent_is_an_object(answers, pointer)}
    assert missing == {pointer for pointer in in_existing if not _holds_null(answers, pointer)}


def _parent_is_an_object(answers: Any, pointer: str) -> bool:
    here = answers
    for token in pointer.split("/")[1:-1]:
        here = here.get(token) if isinstance(here, dict) else here[int(token)] if token.isdecimal() else None
    return isinstance(here, dict)


def _holds_null(answers: Any, pointer: str) -> bool:
    here = answers
    for token in pointer.split("/")[1:-1]:
        here = here[token] if isinstance(here, dict) else here[int(token)]
    return pointer.rsplit("/", maxsplit=1)[-1] in here


CHECKER = FormatChecker(formats=())
for _name, _is_valid in FORMATS.items():
    CHECKER.checks(_name)(lambda value, test=_is_valid: not isinstance(value, str) or test(value))


@UNTIMED
@given(cases())
def test_where_everything_is_visible_we_agree_with_jsonschema(case: tuple[dict[str, Any], Any]) -> None:
    document, answers = case
    made = prepare(document)
    found = see(made, answers)
    assume(pruned(made, answers) == answers and all(problem.code != "UNKNOWN_FIELD" for problem in found.problems))
    oracle = Draft202012Validator(document["schema"], format_checker=CHECKER)
    assert (found.problems == ()) is oracle.is_valid(answers)


RICH = template(
    {
        "name": text("姓名"),
        "people": {
            "type": "array",
            "title": "人员",
            "items": {"type": "object", "title": "人", "properties": {"age": {"type": "integer", "title": "年龄"}}},
        },
        "figure": {
            "title": "图形",
            "oneOf": [
                {"properties": {"shape": {"const": "a"}, "x": text()}, "required": ["shape"]},
                {"properties": {"shape": {"const": "b"}, "y": text()}, "required": ["shape", "y"]},
            ],
        },
        "hours": {"type": "number", "title": "学时"},
        "double": {"type": "number", "title": "两倍", "x-computed": "entry.hours * 2.0"},
    },
    required=["name", "hours"],
    rules=[
        {"id": "a", "must": "entry.hours >= 1.0 && size(entry.people) > 0", "at": "/hours", "message": {"zh-CN": "a"}},
        {
            "id": "b",
            "must": "entry.figure.shape == 'a'",
            "numbers": {"n": "entry.people[0].age"},
            "message": {"zh-CN": "{n}"},
        },
        {"id": "c", "must": "size(distinct(section)) + size(form.sample) > 9", "message": {"zh-CN": "c"}},
    ],
    source={"registry": "identity", "fields": {"/name": "READ_ONLY"}},
)
RICH_DOCUMENT = form(
    section(RICH, entries={"min": 1, "max": 3}),
    section(RICH, "second", visibleWhen="form.sample[0].hours > 1.0"),
    rules=[{"id": "d", "must": "form.sample[0].people[0].age > 3", "message": {"zh-CN": "d"}, "section": "second"}],
)
RICH_FORM = compile_form(RICH_DOCUMENT)
NAMES = st.sampled_from(["name", "people", "figure", "shape", "x", "y", "hours", "double", "age"])
NEAR_JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=15,
)
ENTRIES = st.lists(
    st.builds(
        Entry,
        id=st.text(max_size=3),
        answers=NEAR_JSON | ANY_JSON | st.dictionaries(NAMES, NEAR_JSON),
        template=st.none() | st.text(max_size=3),
    ),
    max_size=4,
)
ANSWERS = st.dictionaries(st.sampled_from(["sample", "second", "other"]), ENTRIES)


@UNTIMED
@given(ANSWERS, st.sampled_from(["zh-CN", "en", "fr", ""]))
def test_no_answers_make_the_engine_raise(answers: dict[str, list[Entry]], locale: str) -> None:
    before = resolve(RICH_FORM, answers, context=CONTEXT, locale=locale)
    after = resolve(RICH_FORM, prune(RICH_FORM, answers, context=CONTEXT), context=CONTEXT, locale=locale)
    assert after.problems == before.problems
    for key, entries in answers.items():
        refusals = check_save(RICH_FORM, key, entries, context=CONTEXT, locale=locale)
        assert [problem for problem in refusals if not problem.message] == []


@UNTIMED
@given(ANY_JSON)
def test_no_document_makes_the_lint_raise(document: Any) -> None:
    assert lint_template(document) != []


@UNTIMED
@given(st.data())
def test_no_mutilated_document_makes_the_lint_raise(data: st.DataObject) -> None:
    found = lint_template(data.draw(mutilated(RICH)))
    assert [problem for problem in found if not problem.message] == []


@UNTIMED
@given(st.data())
def test_no_mutilated_form_makes_the_lint_raise(data: st.DataObject) -> None:
    found = lint_form(data.draw(mutilated(RICH_DOCUMENT)))
    assert [problem for problem in found if not problem.message] == []


@st.composite
def mutilated(draw: st.DrawFn, document: Any) -> Any:
    """Something in the document, at any depth, is replaced by something else."""
    if draw(st.integers(0, 6)) == 0:
        return draw(ANY_JSON)
    if isinstance(document, dict) and document:
        name = draw(st.sampled_from(sorted(document)))
        return {**document, name: draw(mutilated(document[name]))}
    if isinstance(document, list) and document:
        place = draw(st.integers(0, len(document) - 1))
        return [*document[:place], draw(mutilated(document[place])), *document[place + 1 :]]
    return draw(ANY_JSON)
