"""Review committees: which take a given title."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tortoise.expressions import Q

from models import Committee, CommitteeScope, Qualification, Specialty
from services.catalogue import Catalogue, Choice
from services.pages import Page, fetch_page
from services.text_search import containing


@dataclass(frozen=True, slots=True)
class ScopeItem:
    """A qualification with the specialties taken; none named means all that fit it."""

    qualification_id: UUID
    specialty_ids: Sequence[UUID]


async def find_committees(
    catalogue: Catalogue, *, choice: Choice, search: str | None, on: date, first: int, after: str | None
) -> Page[Committee]:
    query = Committee.all()
    if choice != Choice():
        ids = await CommitteeScope.filter(scope_matches(catalogue, choice, on=on)).values_list(
            "committee_id", flat=True
        )
        query = query.filter(id__in=list(set(ids)))
    query = containing(query, search, column="name", code="code")
    return await fetch_page(query, first=first, after=after)


def scope_matches(catalogue: Catalogue, choice: Choice, *, on: date) -> Q:
    """On rows of a committee's scope: those that take what is chosen."""
    qualifications = [row.id for row in catalogue.fitting(choice, on=on)]
    matches = Q(qualification_id__in=qualifications)
    if choice.specialty is not None:
        matches &= Q(specialty_id=choice.specialty) | Q(specialty_id__isnull=True)
    return matches


def group_scope(rows: Iterable[CommitteeScope]) -> list[ScopeItem]:
    """One item a qualification, with the specialties named for it."""
    by_qualification: dict[UUID, list[UUID]] = {}
    for row in rows:
        specialties = by_qualification.setdefault(row.qualification_id, [])
        if row.specialty_id is not None:
            specialties.append(row.specialty_id)
    return [ScopeItem(qualification_id=key, specialty_ids=ids) for key, ids in by_qualification.items()]


async def takes(committee_id: UUID, *, qualification_id: UUID, specialty_id: UUID | None) -> bool:
    """A specialty is named in the scope, or fits the qualification where none is named."""
    scope = CommitteeScope.filter(committee_id=committee_id, qualification_id=qualification_id)
    if specialty_id is not None and await scope.filter(specialty_id=specialty_id).exists():
        return True
    whole = await scope.filter(specialty_id__isnull=True).select_related("qualification").first()
    return whole is not None and (specialty_id is None or await _fits(specialty_id, whole.qualification))


async def _fits(specialty_id: UUID, qualification: Qualification) -> bool:
    """Of its series: of its own track, or of all."""
    track = Q(track_id=qualification.track_id) | Q(track_id__isnull=True)
    return await Specialty.filter(track, id=specialty_id, series_id=qualification.series_id).exists()


async def create_committee(
    *,
    code: str,
    name: dict[str, str],
    office_id: UUID,
    issuer_id: UUID,
    region: str,
    hotline: str,
    policy: dict[str, str],
    scope_text: dict[str, str],
    scope: Sequence[ScopeItem],
) -> Committee:
    committee = await Committee.create(
        code=code,
        name=name,
        office_id=office_id,
        issuer_id=issuer_id,
        region_id=region,
        hotline=hotline,
        policy=policy,
        scope_text=scope_text,
    )
    await CommitteeScope.bulk_create(
        [
            CommitteeScope(committee_id=committee.id, qualification_id=item.qualification_id, specialty_id=specialty_id)
            for item in scope
            for specialty_id in (*item.specialty_ids,) or (None,)
        ]
    )
    return committee
