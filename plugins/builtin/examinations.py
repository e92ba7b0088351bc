"""Series with examinations: economics, statistics, audit and the like (考试信息)."""

from collections.abc import Mapping, Sequence
from typing import Any

import pluggy

from plugins.builtin.shipped import read_documents

ZHICHENG_HOOK_API = 1
ZHICHENG_TITLE = {"zh-CN": "考试系列", "en": "Series with examinations"}

hookimpl = pluggy.HookimplMarker("zhicheng")


@hookimpl
def template_documents() -> Sequence[Mapping[str, Any]]:
    return read_documents("form_templates/documents/examinations")


@hookimpl
def form_compositions() -> Sequence[Mapping[str, Any]]:
    return read_documents("form_templates/documents/examinations/forms")
