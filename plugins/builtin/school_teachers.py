"""The series of primary and secondary school teachers (中小学教师)."""

from collections.abc import Mapping, Sequence
from typing import Any

import pluggy

from plugins.builtin.shipped import read_documents

ZHICHENG_HOOK_API = 1
ZHICHENG_TITLE = {"zh-CN": "中小学教师", "en": "School teachers"}

hookimpl = pluggy.HookimplMarker("zhicheng")


@hookimpl
def template_documents() -> Sequence[Mapping[str, Any]]:
    return read_documents("form_templates/documents/school_teachers")


@hookimpl
def form_compositions() -> Sequence[Mapping[str, Any]]:
    return read_documents("form_templates/documents/school_teachers/forms")
