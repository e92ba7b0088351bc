"""Each hook, used from outside by the smallest plugin there can be. tests/plugins/test_docs.py asks for a test of each."""

from typing import Any

import pytest

from plugins.manager import build_manager, contributions
from tests.outside_plugins import OutsidePlugins, form, route, series, template


def last_brought(hook: str) -> Any:
    found = contributions(build_manager(allowed=["outside"]), hook)[-1]
    return found.origin, found.document


def test_hook_catalogue_documents(outside: OutsidePlugins) -> None:
    outside.bring("outside", catalogue_documents=[series()])
    assert last_brought("catalogue_documents") == ("outside", series())


def test_hook_route_documents(outside: OutsidePlugins) -> None:
    outside.bring("outside", route_documents=[route()])
    assert last_brought("route_documents") == ("outside", route())


def test_hook_template_documents(outside: OutsidePlugins) -> None:
    outside.bring("outside", template_documents=[template()])
    assert last_brought("template_documents") == ("outside", template())


def test_hook_form_compositions(outside: OutsidePlugins) -> None:
    outside.bring("outside", form_compositions=[form()])
    assert last_brought("form_compositions") == ("outside", form())


@pytest.mark.parametrize("hook", ["catalogue_documents", "route_documents", "template_documents", "form_compositions"])
def test_a_hook_that_nobody_outside_implements_brings_what_is_built_in(hook: str, outside: OutsidePlugins) -> None:
    outside.bring("outside")
    assert contributions(build_manager(allowed=["outside"]), hook) == contributions(build_manager(), hook)
