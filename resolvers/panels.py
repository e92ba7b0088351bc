"""Panels: set up, drawn, seated, concluded; and recording what a panel elsewhere decided."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from models import Declaration, Panel, PanelGroup, PanelMember
from resolvers.accounts import load_name
from resolvers.context import RequestContext
from review_routes.commands import RecordPanelResult
from services import panel_minutes, panels
from services.panels import NewGroup


async def load_panel(context: RequestContext, panel_id: UUID) -> Panel:
    return await panels.load_panel(context.caller, panel_id)


async def find_panels(context: RequestContext, *, activity_id: UUID) -> list[Panel]:
    return await panels.find_panels(context.caller, activity_id=activity_id)


async def load_draw_record(*, panel_id: UUID) -> dict[str, Any]:
    return await panels.load_draw_record(panel_id)


def describe_draw(panel: Panel) -> dict[str, Any]:
    return panels.describe_draw(panel)


async def load_groups(context: RequestContext, panel: Panel) -> list[PanelGroup]:
    return await context.loaders.panel_groups.load(panel.id)


async def load_members(context: RequestContext, panel: Panel) -> list[PanelMember]:
    members = await context.loaders.panel_members.load(panel.id)
    return panels.visible_members(context.caller, panel, members)


async def load_member_name(context: RequestContext, member: PanelMember) -> str | None:
    return await load_name(context, member.expert.account_id)


async def may_read_minutes(context: RequestContext, panel: Panel) -> bool:
    members = await context.loaders.panel_members.load(panel.id)
    return panel_minutes.may_read_minutes(context.caller, panel, members)


async def create_panel(
    context: RequestContext,
    *,
    activity_id: UUID,
    title: str,
    meeting_on: date,
    place: str,
    groups: Sequence[NewGroup],
) -> Panel:
    return await panels.create_panel(
        context.caller, activity_id=activity_id, title=title, meeting_on=meeting_on, place=place, groups=groups
    )


async def commit_draw(context: RequestContext, *, panel_id: UUID) -> Panel:
    return await panels.commit_draw(context.caller, panel_id=panel_id)


async def draw_experts(context: RequestContext, *, panel_id: UUID) -> Panel:
    return await panels.draw_experts(context.caller, panel_id=panel_id)


async def replace_member(context: RequestContext, *, member_id: UUID) -> Panel:
    return await panels.replace_member(context.caller, member_id=member_id)


async def record_attendance(
    context: RequestContext, *, panel_id: UUID, present_ids: Sequence[UUID], chair_id: UUID
) -> Panel:
    return await panels.record_attendance(context.caller, panel_id=panel_id, present_ids=present_ids, chair_id=chair_id)


async def conclude_panel(context: RequestContext, *, panel_id: UUID) -> Panel:
    return await panel_minutes.conclude_panel(context.caller, panel_id=panel_id)


async def confirm_minutes(context: RequestContext, *, panel_id: UUID, digest: str) -> Panel:
    return await panel_minutes.confirm_minutes(context.caller, panel_id=panel_id, digest=digest)


async def record_panel_result(
    context: RequestContext, *, declaration_id: UUID, result: RecordPanelResult
) -> Declaration:
    return await panels.record_panel_result(context.caller, declaration_id=declaration_id, result=result)
