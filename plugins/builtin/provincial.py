"""The base every province needs: the catalogue, the general sections and achievements, the review routes."""

from collections.abc import Mapping, Sequence
from typing import Any

import pluggy

from plugins.builtin.shipped import read_documents

ZHICHENG_HOOK_API = 1
ZHICHENG_TITLE = {"zh-CN": "全省通用", "en": "Province-wide"}

hookimpl = pluggy.HookimplMarker("zhicheng")


@hookimpl
def template_documents() -> Sequence[Mapping[str, Any]]:
    return read_documents("form_templates/documents/provincial")


@hookimpl
def form_compositions() -> Sequence[Mapping[str, Any]]:
    return read_documents("form_templates/documents/provincial/forms")


@hookimpl
def catalogue_documents() -> Sequence[Mapping[str, Any]]:
    return read_documents("plugins/builtin/catalogue")


@hookimpl
def route_documents() -> Sequence[Mapping[str, Any]]:
    return read_documents("review_routes/documents")
