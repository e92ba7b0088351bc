"""The series of health professionals (卫生技术人员)."""

from collections.abc import Mapping, Sequence
from typing import Any

import pluggy

from plugins.builtin.shipped import read_documents

ZHICHENG_HOOK_API = 1
ZHICHENG_TITLE = {"zh-CN": "卫生技术人员", "en": "Health professionals"}

hookimpl = pluggy.HookimplMarker("zhicheng")


@hookimpl
def template_documents() -> Sequence[Mapping[str, Any]]:
    return read_documents("form_templates/documents/health")


@hookimpl
def form_compositions() -> Sequence[Mapping[str, Any]]:
    return read_documents("form_templates/documents/health/forms")
