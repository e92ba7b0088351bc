"""Templates and their versions, for those who author forms."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from models import Template, TemplateKind, TemplateStatus, TemplateVersion
from resolvers import templates as resolvers
from schema.connections import After, Connection, First, Search
from schema.context import Info, locale_of
from schema.fields import field
from schema.ids import encode_id
from schema.nodes import Node
from schema.scalars import JSONObject
from services.caller import text_in

strawberry.enum(TemplateStatus, description="How far a version has come; PUBLISHED ones never change.")


@strawberry.type(name="TemplateVersion", description="One text of a template.")
class TemplateVersionType(Node):
    number: int = strawberry.field(description="Counted from 1.")
    status: TemplateStatus = strawberry.field(description="How far it has come.")
    digest: str = strawberry.field(description="SHA-256 of the canonical document.")
    document: JSONObject = strawberry.field(description="The whole document.")
    published_at: datetime | None = strawberry.field(description="When it was frozen.")

    @classmethod
    def from_model(cls, version: TemplateVersion) -> Self:
        return cls(
            id=encode_id("TemplateVersion", version.id),
            number=version.number,
            status=version.status,
            digest=version.digest,
            document=JSONObject(version.document),
            published_at=version.published_at,
        )


@strawberry.type(name="Template", description="A template by its key; its content is in its versions.")
class TemplateType(Node):
    key: str = strawberry.field(description="The key compositions name it by.")
    kind: TemplateKind = strawberry.field(description="What it is a template of.")
    title: str = strawberry.field(description="The title, in the caller's language.")
    origin: str = strawberry.field(description="The plugin that brought it; empty for one authored here.")
    model: strawberry.Private[Template]

    @field(description="Every version, oldest first.")
    async def versions(self, info: Info) -> list[TemplateVersionType]:
        return [TemplateVersionType.from_model(row) for row in await resolvers.load_versions(info.context, self.model)]

    @field(description="The version that compositions should pin now.")
    async def current(self, info: Info) -> TemplateVersionType | None:
        versions = await resolvers.load_versions(info.context, self.model)
        published = [row for row in versions if row.status is TemplateStatus.PUBLISHED]
        return TemplateVersionType.from_model(published[-1]) if published else None

    @classmethod
    def from_model(cls, template: Template, info: Info) -> Self:
        return cls(
            id=encode_id("Template", template.id),
            key=template.key,
            kind=template.kind,
            title=text_in(template.title, locale_of(info)),
            origin=template.origin,
            model=template,
        )


@strawberry.type
class TemplateQueries:
    @field(description="Templates by kind, status and keyword. For committee organisers.")
    async def templates(
        self,
        info: Info,
        kind: Annotated[TemplateKind | None, strawberry.argument(description="Only of this kind.")] = None,
        search: Search = None,
        status: Annotated[
            TemplateStatus | None, strawberry.argument(description="Only those with such a version.")
        ] = None,
        first: First = 20,
        after: After = None,
    ) -> Connection[TemplateType]:
        page = await resolvers.find_templates(
            info.context, kind=kind, search=search, status=status, first=first, after=after
        )
        return Connection[TemplateType].from_page(page, lambda row: TemplateType.from_model(row, info))
