"""The audit trail: an entry for each act outside the declarations' own log."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from models import AuditEntry
from services.access import require
from services.caller import Caller
from services.pages import Page, fetch_page


async def record(
    caller: Caller, *, subject_type: str, subject_id: UUID, action: str, data: Mapping[str, Any] | None = None
) -> None:
    await AuditEntry.create(
        subject_type=subject_type,
        subject_id=subject_id,
        action=action,
        actor_id=caller.viewer.account_id if caller.viewer else None,
        at=caller.now,
        data=dict(data or {}),
    )


async def load_trail(caller: Caller, *, subject_id: UUID, first: int, after: str | None) -> Page[AuditEntry]:
    require(caller.require_viewer().is_administrator, action="read the audit trail")
    return await fetch_page(AuditEntry.filter(subject_id=subject_id), first=first, after=after)
