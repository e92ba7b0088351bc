"""Every hook a plugin may implement. A changed signature is a new HOOK_API_VERSION."""

from collections.abc import Mapping, Sequence
from typing import Any

import pluggy

HOOK_API_VERSION = 1
PROJECT = "zhicheng"
hookspec = pluggy.HookspecMarker(PROJECT)

Document = Mapping[str, Any]


@hookspec
def catalogue_documents() -> Sequence[Document]:  # type: ignore[empty-body]
    """Series of professional titles, each with its tracks, qualifications and specialties."""


@hookspec
def route_documents() -> Sequence[Document]:  # type: ignore[empty-body]
    """Review routes."""


@hookspec
def template_documents() -> Sequence[Document]:  # type: ignore[empty-body]
    """Templates of sections, achievements, exceptions and materials."""


@hookspec
def form_compositions() -> Sequence[Document]:  # type: ignore[empty-body]
    """Forms composed of templates; they may name templates of other plugins."""
