"""The plugins of this deployment, for those who author forms: what became of each, and what it brings."""

from typing import Annotated, Self

import strawberry

from plugins.documents import DocumentKind
from plugins.reports import PluginOrigin, PluginState
from resolvers import plugins as resolvers
from schema.context import Info
from schema.fields import field
from schema.problems import ProblemType
from services.plugins import Plugin, PluginDocument

strawberry.enum(PluginOrigin, description="Whether it comes with the product or with an installed package.")
strawberry.enum(
    PluginState,
    description="LOADED takes part; REFUSED is kept out for what it is; FAILED is at fault in its code or its documents.",
)
DocumentKindType = strawberry.enum(
    DocumentKind, name="PluginDocumentKind", description="What kind of document a plugin brings."
)


@strawberry.type(name="PluginDocument", description="A document that a plugin brings.")
class PluginDocumentType:
    kind: DocumentKindType = strawberry.field(description="Of which kind.")  # type: ignore[valid-type]
    key: str = strawberry.field(description="Its key; of a series, its code.")
    title: str = strawberry.field(description="Its title in the caller's language.")
    published: bool = strawberry.field(description="Whether it is published here as the plugin brings it.")
    version: int | None = strawberry.field(
        description="The number of the version that says the same; series have none."
    )
    problems: list[ProblemType] = strawberry.field(description="Why it cannot be published.")

    @classmethod
    def from_model(cls, document: PluginDocument) -> Self:
        return cls(
            kind=document.kind,
            key=document.key,
            title=document.title,
            published=document.published,
            version=document.number,
            problems=[ProblemType.from_model(each) for each in document.problems],
        )


KindArgument = Annotated[DocumentKind | None, strawberry.argument(description="Only of this kind.")]


@strawberry.type(name="Plugin", description="An extension of this deployment, loaded or not.")
class PluginType:
    name: str = strawberry.field(description="The name that configuration and documents know it by.")
    title: str = strawberry.field(description="Its title in the caller's language.")
    origin: PluginOrigin = strawberry.field(description="Where it comes from.")
    package: str | None = strawberry.field(description="The installed package; null for what comes with the product.")
    version: str | None = strawberry.field(description="The package's version.")
    hook_api: int | None = strawberry.field(description="The version of the hook API it declares, where it was read.")
    state: PluginState = strawberry.field(description="What became of it.")
    reason: str | None = strawberry.field(description="Why it is not loaded, and what to do, in the caller's language.")
    hooks: list[str] = strawberry.field(description="The hooks it implements.")
    model: strawberry.Private[Plugin]

    @field(description="What it brings, in the order of publishing.")
    def documents(self, kind: KindArgument = None) -> list[PluginDocumentType]:
        return [PluginDocumentType.from_model(each) for each in self.model.documents if kind in {None, each.kind}]

    @classmethod
    def from_model(cls, plugin: Plugin) -> Self:
        return cls(
            name=plugin.name,
            title=plugin.title,
            origin=plugin.origin,
            package=plugin.package or None,
            version=plugin.version or None,
            hook_api=plugin.hook_api,
            state=plugin.state,
            reason=plugin.reason or None,
            hooks=list(plugin.hooks),
            model=plugin,
        )


@strawberry.type
class PluginQueries:
    @field(description="Every plugin that is found here, loaded or not. For committee organisers and administrators.")
    async def plugins(self, info: Info) -> list[PluginType]:
        return [PluginType.from_model(each) for each in await resolvers.list_plugins(info.context)]
