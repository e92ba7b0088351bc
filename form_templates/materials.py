"""Materials (需求材料) that a form asks for without a template of their own: a name, a help text, and rules for the files."""

from collections.abc import Mapping
from typing import Any

from form_templates.wording import CHINESE

FILES = "files"
_FILES = {True: "文件", False: "Files"}
_FILE = {True: "文件", False: "File"}

Material = Mapping[str, Any]


def material_document(material: Material, *, locales: list[str]) -> dict[str, Any]:
    """The template of one material: a list of files of the kinds, sizes and number asked for."""
    first, *others = locales
    document: dict[str, Any] = {
        "key": material["key"],
        "kind": "MATERIAL",
        "locales": locales,
        "title": material["title"],
        "schema": {"type": "object", "properties": {FILES: _files(material, first)}, "required": [FILES]},
        "entries": {"min": 0, "max": 1},
        "texts": {locale: _texts(locale) for locale in others},
    }
    return {**document, "help": material["help"]} if "help" in material else document


def _files(material: Material, locale: str) -> dict[str, Any]:
    rule = {name: material[name] for name in ("mediaTypes", "maxBytes", "sample") if name in material}
    count = material.get("count", {})
    least = count.get("min", 1)
    return {
        "type": "array",
        "title": _FILES[_is_chinese(locale)],
        "items": {
            "type": "string",
            "format": "attachment",
            "title": _FILE[_is_chinese(locale)],
            **({"x-attachment": rule} if rule else {}),
        },
        "minItems": least,
        "maxItems": count.get("max", least),
    }


def _texts(locale: str) -> dict[str, str]:
    in_chinese = _is_chinese(locale)
    return {f"/properties/{FILES}/title": _FILES[in_chinese], f"/properties/{FILES}/items/title": _FILE[in_chinese]}


def _is_chinese(locale: str) -> bool:
    return locale.partition("-")[0].lower() == CHINESE
