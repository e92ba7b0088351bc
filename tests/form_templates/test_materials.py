from typing import Any

import pytest

from form_templates.documents import compose
from form_templates.lint import lint_form, lint_template
from form_templates.materials import material_document
from form_templates.resolve import Entry, FieldType, resolve
from tests.form_templates.builders import CONTEXT, compiled

TITLE = {"zh-CN": "检测报告", "en": "Test report"}
MATERIAL: dict[str, Any] = {"key": "material.report", "title": TITLE}
WHOLE = {
    **MATERIAL,
    "help": {"zh-CN": "由检测机构出具", "en": "By a testing body"},
    "mediaTypes": ["application/pdf"],
    "maxBytes": 1_000_000,
    "sample": "0190b3d4",
    "count": {"min": 2, "max": 3},
}
FILES = "3f0c2c5e-0000-4000-8000-00000000000"


def files_of(material: Any, *, locales: list[str] | None = None) -> Any:
    return material_document(material, locales=locales or ["zh-CN"])["schema"]["properties"]["files"]


def test_a_material_is_a_template_of_a_list_of_files() -> None:
    assert material_document(WHOLE, locales=["zh-CN", "en"]) == {
        "key": "material.report",
        "kind": "MATERIAL",
        "locales": ["zh-CN", "en"],
        "title": TITLE,
        "help": {"zh-CN": "由检测机构出具", "en": "By a testing body"},
        "schema": {
            "type": "object",
            "properties": {
                "files": {
                    "type": "array",
                    "title": "文件",
                    "items": {
                        "type": "string",
                        "format": "attachment",
                        "title": "文件",
                        "x-attachment": {
                            "mediaTypes": ["application/pdf"],
                            "maxBytes": 1_000_000,
                            "sample": "0190b3d4",
                        },
                    },
                    "minItems": 2,
                    "maxItems": 3,
                }
            },
            "required": ["files"],
        },
        "entries": {"min": 0, "max": 1},
        "texts": {"en": {"/properties/files/title": "Files", "/properties/files/items/title": "File"}},
    }


def test_what_is_not_said_is_left_out() -> None:
    document = material_document(MATERIAL, locales=["zh-CN"])
    assert ("help" in document, document["texts"]) == (False, {})
    assert "x-attachment" not in document["schema"]["properties"]["files"]["items"]


@pytest.mark.parametrize(
    ("count", "least", "most"),
    [({}, 1, 1), ({"min": 2}, 2, 2), ({"max": 5}, 1, 5), ({"min": 2, "max": 4}, 2, 4)],
)
def test_how_many_files(count: dict[str, int], least: int, most: int) -> None:
    found = files_of({**MATERIAL, "count": count})
    assert (found["minItems"], found["maxItems"]) == (least, most)


@pytest.mark.parametrize(
    ("locales", "titles"),
    [
        (["zh-CN"], ("文件", "文件")),
        (["zh-Hant"], ("文件", "文件")),
        (["en"], ("Files", "File")),
        (["fr", "zh-CN"], ("Files", "File")),
    ],
)
def test_titles_are_in_the_forms_first_language(locales: list[str], titles: tuple[str, str]) -> None:
    found = files_of(MATERIAL, locales=locales)
    assert (found["title"], found["items"]["title"]) == titles


@pytest.mark.parametrize("material", [MATERIAL, WHOLE, {**MATERIAL, "count": {"min": 4}}])
@pytest.mark.parametrize("locales", [["zh-CN"], ["en"], ["zh-CN", "en"], ["en", "zh-CN"]])
def test_what_is_made_passes_the_lint(material: dict[str, Any], locales: list[str]) -> None:
    document = material_document(material, locales=locales)
    assert lint_template(document) == []
    assert lint_form(form_with(material, locales=locales)) == []


def form_with(material: dict[str, Any], *, locales: list[str] | None = None) -> dict[str, Any]:
    section = {
        "key": "materials",
        "group": "all",
        "kind": "MATERIAL",
        "title": TITLE,
        "templates": [{"material": material}],
    }
    composition = {
        "key": "form.a",
        "locales": locales or ["zh-CN", "en"],
        "title": TITLE,
        "groups": [{"key": "all", "title": TITLE}],
        "sections": [section],
    }
    return compose(composition, templates=lambda *_: {})


@pytest.mark.parametrize(
    ("files", "problems"),
    [
        ([], [("COUNT", "/a/files")]),
        ([f"{FILES}1"], [("COUNT", "/a/files")]),
        ([f"{FILES}1", f"{FILES}2"], []),
        ([f"{FILES}{n}" for n in range(4)], [("COUNT", "/a/files")]),
        ([f"{FILES}1", "no file"], [("FORMAT", "/a/files/1")]),
        (None, [("TYPE", "/a/files")]),
    ],
)
def test_it_asks_for_files(files: Any, problems: list[tuple[str, str]]) -> None:
    answers = {"materials": [Entry("a", {"files": files}, template="material.report")]}
    found = resolve(compiled(form_with(WHOLE)), answers, context=CONTEXT, locale="en")
    [entry] = found.sections[0].entries
    [field] = entry.fields

    assert [(each.code, each.pointer) for each in found.problems] == problems
    assert (field.title, field.type) == ("Files", FieldType.ATTACHMENTS)
    assert field.attachment is not None
    assert (field.attachment.media_types, field.attachment.sample) == (("application/pdf",), "0190b3d4")
