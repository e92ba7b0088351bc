"""What changed between two versions of an authored document, for those who are to accept it."""

from collections.abc import Sequence
from dataclasses import dataclass

from form_templates.compatibility import Compatibility, VersionChange, overall
from models import AuthoredVersion, TemplateStatus
from services.authoring import H, Kind, V
from services.caller import Caller


@dataclass(frozen=True, slots=True)
class Changes:
    """`before` is the number of the version compared with."""

    before: int
    kind: Compatibility
    changes: Sequence[VersionChange]


async def changes_before(caller: Caller, kind: Kind[H, V], version: V) -> Changes | None:
    """Against the version frozen before it; None for the first."""
    earlier = kind.version.filter(**{kind.link: getattr(version, kind.link)}, number__lt=version.number)
    before = await earlier.exclude(status=TemplateStatus.DRAFT).order_by("-number").first()
    return await changes_between(caller, kind, before, version) if before else None


async def changes_between(
    caller: Caller, kind: Kind[H, V], before: AuthoredVersion, after: AuthoredVersion
) -> Changes | None:
    """None where a draft is not yet fit to be compared."""
    texts = [await _text(caller, kind, version) for version in (before, after)]
    if texts[0] is None or texts[1] is None:
        return None
    found = kind.compare(texts[0], texts[1])
    return Changes(before.number, overall(found), found)


async def _text(caller: Caller, kind: Kind[H, V], version: AuthoredVersion) -> dict[str, object] | None:
    if version.status is not TemplateStatus.DRAFT:
        return version.document
    frozen = await kind.freeze(caller, version.document)
    return None if any(each.code != "LINT_EXAMPLE" for each in frozen.problems) else frozen.document
