"""Small documents and answers for the engine's tests."""

from collections.abc import Mapping
from typing import Any

from form_templates.compile import CompiledForm, compile_form
from form_templates.digest import digest
from form_templates.resolve import Context, Entry, ResolvedForm, resolve

CONTEXT = Context(
    today="2026-06-01",
    applicant={"name": "李明", "gender": "F", "birthDate": "1988-06-15"},
    target={"level": "SENIOR", "series": "engineering"},
    activity={"year": 2026, "achievementsFrom": "2020-01-01", "achievementsTo": "2026-05-31"},
    identity={"name": "李明", "residentId": "11010519491231002X"},
)

TITLE = {"zh-CN": "论文", "en": "Paper"}


def text(title: str = "标题", **more: Any) -> dict[str, Any]:
    return {"type": "string", "title": title, **more}


def template(properties: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """`more` goes into the document, but schema keywords go into its schema."""
    keywords = ("required", "allOf", "if", "then", "else", "dependentRequired", "dependentSchemas", "oneOf", "$defs")
    schema = {"type": "object", "properties": properties, **{name: more.pop(name) for name in keywords if name in more}}
    return {
        "key": "section.sample",
        "kind": "SECTION",
        "locales": ["zh-CN"],
        "title": TITLE,
        "schema": schema,
        "entries": {"min": 1, "max": 1},
        **more,
    }


def pin(document: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "template": document["key"],
        "version": 1,
        "document": document,
        "digest": digest(document),
        **more,
    }


def section(document: Mapping[str, Any], key: str = "sample", **more: Any) -> dict[str, Any]:
    return {"key": key, "group": "all", **pin(document), **more}


def offering(*pinned: Mapping[str, Any], key: str = "achievements", **more: Any) -> dict[str, Any]:
    title = {"zh-CN": "业绩成果", "en": "Achievements"}
    return {"key": key, "group": "all", "kind": "ACHIEVEMENT", "title": title, "templates": list(pinned), **more}


def form(*sections: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "key": "form.sample",
        "locales": ["zh-CN", "en"],
        "title": {"zh-CN": "申报表", "en": "Declaration"},
        "groups": [{"key": "all", "title": {"zh-CN": "全部", "en": "All"}}],
        "sections": list(sections),
        **more,
    }


def compiled(document: Mapping[str, Any]) -> CompiledForm:
    """Of a template: as the only section of a form."""
    return compile_form(document if "sections" in document else form(section(document)))


def resolve_one(document: Mapping[str, Any], answers: Any, *, context: Context = CONTEXT) -> ResolvedForm:
    """A form of one section with one entry."""
    return resolve(compiled(document), {"sample": [Entry("e1", answers)]}, context=context, locale="zh-CN")


def codes(found: ResolvedForm) -> list[tuple[str, str]]:
    return [(problem.code, problem.pointer) for problem in found.problems]
