"""Lint of `oneOf`: a list of options, or of objects told apart by a constant member."""

from collections.abc import Mapping, Sequence
from typing import Any

from form_templates.lint_report import LintReport, Places, Schema
from form_templates.pointers import extend
from form_templates.unfold import find_discriminator, is_option_list, unfold

_OF_OPTIONS = frozenset({"const", "title"})
_OF_DISCRIMINATORS = frozenset({"const", "title", "description"})
_WITHOUT_TYPE = frozenset({"title", "description", "properties", "required"})


def lint_choices(places: Places, definitions: Mapping[str, Schema], report: LintReport) -> bool:
    before = len(report.problems)
    for pointer, inner in places:
        if "oneOf" not in inner:
            continue
        branches, at = inner["oneOf"], extend(pointer, "oneOf")
        if is_option_list(branches):
            if _are_confused(branches):
                report.add("LINT_DISCRIMINATOR.options", at)
            continue
        written_out = _write_out(branches, definitions)
        if written_out is None:
            continue  # what is wrong further in is reported there
        name = find_discriminator(written_out)
        if name is None or any(set(branch["properties"][name]) - _OF_DISCRIMINATORS for branch in written_out):
            report.add("LINT_DISCRIMINATOR", at)
        elif not _takes_objects_only(inner, written_out):
            report.add("LINT_DISCRIMINATOR.objects", at)
    return len(report.problems) == before


def _are_confused(options: Sequence[Schema]) -> bool:
    """JSON tells true from 1, but not 1 from 1.0."""
    constants = {(isinstance(option["const"], bool), option["const"]) for option in options}
    return len(constants) < len(options) or any(set(option) - _OF_OPTIONS for option in options)


def _write_out(branches: Sequence[Schema], definitions: Mapping[str, Schema]) -> list[dict[str, Any]] | None:
    try:
        return [unfold({**branch, "$defs": definitions}) for branch in branches]
    except KeyError:
        return None


def _takes_objects_only(schema: Schema, branches: Sequence[Schema]) -> bool:
    """Anything but an object passes branches that ask for members only: none of them may be the one that it passes."""
    types = {schema.get("type"), *(branch.get("type") for branch in branches)} - {None}
    if types - {"object"}:
        return False
    if "type" in schema or all("type" in branch for branch in branches):
        return True
    return len(branches) > 1 and all(set(branch) <= _WITHOUT_TYPE for branch in branches)
