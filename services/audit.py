"""The audit trail: an entry for each act outside the declarations' own log."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from models import AuditEntry
from services.access import require
from services.caller import Caller
from services.pages import Page, fetch_page


async def record(
    caller: Caller, *, subject_type: str, subject_id: UUID, action: str, data: Mapping[str, Any] | None = None
) -> None:
    await record_each(caller, subject_type=subject_type, subject_id=subject_id, action=action, data=[data or {}])


async def record_each(
    caller: Caller, *, subject_type: str, subject_id: UUID, action: str, data: Sequence[Mapping[str, Any]]
) -> None:
    """An entry for each of `data`, which were done at once."""
    entries = [
        AuditEntry(
            subject_type=subject_type,
            subject_id=subject_id,
            action=action,
            actor_id=caller.viewer.account_id if caller.viewer else None,
            at=caller.now,
            data=dict(each),
        )
        for each in data
    ]
    await AuditEntry.bulk_create(entries)


async def load_trail(caller: Caller, *, subject_id: UUID, first: int, after: str | None) -> Page[AuditEntry]:
    require(caller.require_viewer().is_administrator, action="read the audit trail")
    return await fetch_page(AuditEntry.filter(subject_id=subject_id), first=first, after=after)
