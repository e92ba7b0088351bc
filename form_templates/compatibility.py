"""What a new version of a template or form asks of answers that were given under the one before.

ADDITIVE is a promise, and its law is tested: answers without errors under the earlier version have none under the later.
Where the promise cannot be proved, a change is NARROWING. Both documents have passed the lint.
"""

from collections.abc import Iterable

from form_templates.compatibility_forms import compare_forms
from form_templates.compatibility_templates import compare_templates
from form_templates.digest import canonical_bytes
from form_templates.documents import Document, DocumentError
from form_templates.version_changes import ADDITIVE, ChangeCode, Compatibility, VersionChange, changed

__all__ = ["ChangeCode", "Compatibility", "VersionChange", "compare_versions", "overall"]


def compare_versions(before: Document, after: Document) -> tuple[VersionChange, ...]:
    """Of two template documents or two form documents. Raises DocumentError for one of each."""
    of_forms = "sections" in after
    if ("sections" in before) is not of_forms:
        raise DocumentError("a template and a form cannot be compared")
    found = tuple(compare_forms(before, after) if of_forms else compare_templates(before, after))
    if not found and canonical_bytes(before) != canonical_bytes(after):
        return (changed(ChangeCode.REWRITTEN, ADDITIVE, ""),)
    return found


def overall(changes: Iterable[VersionChange]) -> Compatibility:
    """The gravest of them. Nothing changed is ADDITIVE."""
    kinds = {change.kind for change in changes}
    return next((kind for kind in reversed(Compatibility) if kind in kinds), ADDITIVE)
