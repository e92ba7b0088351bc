"""An invented series of forestry engineers (林业工程): everything in it is a document in the folders beside this file."""

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

import pluggy

ZHICHENG_HOOK_API = 1
ZHICHENG_TITLE = {"zh-CN": "林业工程（示例）", "en": "Forestry engineering (example)"}

hookimpl = pluggy.HookimplMarker("zhicheng")


@hookimpl
def catalogue_documents() -> Sequence[Mapping[str, Any]]:
    return _read("catalogue")


@hookimpl
def route_documents() -> Sequence[Mapping[str, Any]]:
    return _read("routes")


@hookimpl
def template_documents() -> Sequence[Mapping[str, Any]]:
    return _read("templates")


@hookimpl
def form_compositions() -> Sequence[Mapping[str, Any]]:
    return _read("forms")


def _read(folder: str) -> list[dict[str, Any]]:
    found = sorted((files(__package__) / "documents" / folder).iterdir(), key=lambda file: file.name)
    return [json.loads(file.read_text(encoding="utf-8")) for file in found if file.name.endswith(".json")]
