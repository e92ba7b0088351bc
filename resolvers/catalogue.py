"""The catalogue, held in process."""

from resolvers.context import RequestContext
from services.catalogue import Catalogue, Choice, Facets, read_catalogue


async def load_catalogue(context: RequestContext) -> Catalogue:
    return await read_catalogue(context.caller.environment.catalogue)


async def narrow_catalogue(context: RequestContext, *, choice: Choice) -> Facets:
    return (await load_catalogue(context)).narrow(choice, on=context.caller.today)
