"""Activities, as the public finds them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from models import Activity, RouteVersion
from resolvers.catalogue import load_catalogue
from resolvers.context import RequestContext
from services import activities, activity_planning
from services.activities import ActivitySearch
from services.activity_planning import NewActivity
from services.errors import NotFound
from services.pages import Page


async def find_activities(
    context: RequestContext, *, search: ActivitySearch, first: int, after: str | None
) -> Page[Activity]:
    catalogue = await load_catalogue(context)
    caller = context.caller
    return await activities.find_activities(
        catalogue, search, now=caller.now, on=caller.today, first=first, after=after
    )


async def load_activity(context: RequestContext, activity_id: UUID) -> Activity:
    found = await context.loaders.activities.load(activity_id)
    if found is None or not activities.is_visible(found, caller=context.caller):
        raise NotFound("activity")
    return found


async def load_route_version(context: RequestContext, route_version_id: UUID) -> RouteVersion:
    found = await context.loaders.route_versions.load(route_version_id)
    if found is None:
        raise NotFound("route")
    return found


async def plan_activity(context: RequestContext, *, new: NewActivity) -> Activity:
    return await activity_planning.plan_activity(context.caller, new)


async def change_activity(
    context: RequestContext,
    *,
    activity_id: UUID,
    columns: Mapping[str, Any],
    windows: Mapping[str, tuple[datetime, datetime]],
) -> Activity:
    return await activity_planning.change_activity(
        context.caller, activity_id=activity_id, columns=columns, windows=windows
    )


async def close_declaring(context: RequestContext, *, activity_id: UUID) -> Activity:
    return await activity_planning.close_declaring(context.caller, activity_id=activity_id)


async def open_activity(context: RequestContext, *, activity_id: UUID) -> Activity:
    return await activities.open_activity(context.caller, activity_id=activity_id)
