"""The `info` that every field receives, typed with this API's context."""

from typing import Any, TypeAlias

import strawberry

from resolvers.context import RequestContext

Info: TypeAlias = strawberry.Info[RequestContext, Any]


def locale_of(info: Info) -> str:
    return info.context.caller.locale
