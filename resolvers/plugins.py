"""The plugins of this deployment."""

from resolvers.context import RequestContext
from services import plugins
from services.plugins import Plugin


async def list_plugins(context: RequestContext) -> list[Plugin]:
    return await plugins.list_plugins(context.caller)
