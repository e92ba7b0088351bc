"""The catalogue, held in process."""

from asyncio import ensure_future

from resolvers.context import RequestContext
from services.catalogue import Catalogue, Choice, Facets, read_catalogue


async def load_catalogue(context: RequestContext) -> Catalogue:
    """Once a request: asking whether it has changed is a statement."""
    loaders = context.loaders
    if loaders.catalogue is None:
        loaders.catalogue = ensure_future(read_catalogue(context.caller.environment.catalogue))
    return await loaders.catalogue


async def narrow_catalogue(context: RequestContext, *, choice: Choice) -> Facets:
    return (await load_catalogue(context)).narrow(choice, on=context.caller.today)
