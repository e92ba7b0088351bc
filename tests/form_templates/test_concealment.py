from typing import Any

from form_templates.answers import Entry
from form_templates.concealment import conceal
from form_templates.resolve import ResolvedForm, ResolvedSection, resolve
from tests.form_templates.builders import CONTEXT, compiled, form, section, template, text

OTHER: dict[str, Any] = {"residentId": text("证件号码")}
WHO: dict[str, Any] = {"name": text("姓名"), "residentId": text("身份证号", format="cn-resident-id"), "note": text()}
SOURCE = {"registry": "identity", "fields": {"/name": "READ_ONLY", "/residentId": "READ_ONLY"}}


def resolved() -> ResolvedForm:
    basic = template(WHO, required=["residentId"], source=SOURCE)
    document = form(section(basic, key="basic"), section(template(OTHER), key="other"))
    answers = {"basic": [Entry("e1", {"note": "a"})], "other": [Entry("e2", {"residentId": "typed"})]}
    return resolve(compiled(document), answers, context=CONTEXT, locale="zh-CN")


def values(found: ResolvedSection) -> dict[str, Any]:
    return {field.name: field.value for field in found.fields}


def test_only_the_named_members_of_identity_are_hidden() -> None:
    basic, other = conceal(resolved(), members=["residentId"]).sections

    assert values(basic) == {"name": "李明", "residentId": None, "note": "a"}
    assert basic.entries[0].answers == {"name": "李明", "note": "a"}
    assert [field.value for field in basic.entries[0].fields] == ["李明", None, "a"]
    assert (values(other), other.entries[0].answers) == ({"residentId": "typed"}, {"residentId": "typed"})


def test_nothing_is_missing_for_being_hidden() -> None:
    whole = resolved()
    shown = conceal(whole, members=["residentId"])

    assert (shown.problems, whole.problems) == ((), ())
    assert [field.required for field in shown.sections[0].fields] == [False, True, False]


def test_without_members_nothing_changes() -> None:
    assert conceal(resolved(), members=[]) == resolved()
