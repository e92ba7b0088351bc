"""Templates and their versions, for those who author forms."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from form_templates.compatibility import Compatibility
from models import Template, TemplateKind, TemplateStatus, TemplateVersion
from resolvers import templates as resolvers
from resolvers.accounts import load_name
from resolvers.organizations import load_organization
from schema.authoring import (
    Accepting,
    AuthoringActionOffer,
    DigestArgument,
    DocumentArgument,
    ExpectedDraft,
    HistoryEntry,
    LocaleArgument,
    NeedsApproval,
    Since,
    TemplateChangesType,
    TemplateImpactType,
    offers_from,
    part_of,
)
from schema.connections import After, Connection, First, Search
from schema.context import Info, locale_of
from schema.fields import field
from schema.ids import encode_id, key_of, optional_key
from schema.mutations import Payload, mutation
from schema.nodes import Node
from schema.organizations import OrganizationType
from schema.previews import PreviewType
from schema.problems import ProblemType
from schema.scalars import JSON, JSONObject
from services.caller import text_in


@strawberry.type(name="TemplateVersion", description="One text of a template.")
class TemplateVersionType(Node):
    number: int = strawberry.field(description="Counted from 1.")
    status: TemplateStatus = strawberry.field(description="How far it has come.")
    digest: str = strawberry.field(description="SHA-256 of the canonical document.")
    revision: int = strawberry.field(description="How often the draft was saved: pass it as `expectedRevision`.")
    document: JSONObject = strawberry.field(description="The whole document.")
    saved_at: datetime | None = strawberry.field(description="When the draft was saved last.")
    approved_at: datetime | None = strawberry.field(description="When a second person approved it.")
    approved: bool = strawberry.field(description="Whether the text as it stands was approved.")
    published_at: datetime | None = strawberry.field(description="When it was frozen.")
    retired_at: datetime | None = strawberry.field(description="Since when nothing new may use it.")
    model: strawberry.Private[TemplateVersion]

    @field(description="The JSON Schema 2020-12 in it.")
    def schema(self) -> JSONObject:
        return part_of(self.model.document, "schema")

    @field(description="The RJSF-compatible uiSchema in it.")
    def ui(self) -> JSONObject:
        return part_of(self.model.document, "ui")

    @field(description="The rules in it.")
    def rules(self) -> JSON:
        return JSON(self.model.document.get("rules", []))

    @field(description="The examples in it: answers, with the problems they have.")
    def examples(self) -> JSON:
        return JSON(self.model.document.get("examples", []))

    @field(description="What is wrong with it, with pointers into the document.")
    async def lint(self, info: Info) -> list[ProblemType]:
        return [ProblemType.from_model(each) for each in await resolvers.find_lint(info.context, self.model)]

    @field(description="What changed, in words; null for the first version and for a draft that cannot be used yet.")
    async def changes(self, info: Info, since: Since = None) -> TemplateChangesType | None:
        before = optional_key(since, "TemplateVersion")
        found = await resolvers.find_changes(info.context, self.model, since=before)
        return TemplateChangesType.from_model(found, info) if found else None

    @field(description="Who saved it last.")
    async def saved_by(self, info: Info) -> str | None:
        return await load_name(info.context, self.model.saved_by_id)

    @field(description="Who approved it.")
    async def approved_by(self, info: Info) -> str | None:
        return await load_name(info.context, self.model.approved_by_id)

    @field(description="Who published it; null where a plugin brought it.")
    async def published_by(self, info: Info) -> str | None:
        return await load_name(info.context, self.model.published_by_id)

    @classmethod
    def from_model(cls, version: TemplateVersion) -> Self:
        return cls(
            id=encode_id("TemplateVersion", version.id),
            number=version.number,
            status=version.status,
            digest=version.digest,
            revision=version.revision,
            document=JSONObject(version.document),
            saved_at=version.saved_at,
            approved_at=version.approved_at,
            approved=version.approved_at is not None and version.approved_digest == version.digest,
            published_at=version.published_at,
            retired_at=version.retired_at,
            model=version,
        )


@strawberry.type(name="Template", description="A template by its key; its content is in its versions.")
class TemplateType(Node):
    key: str = strawberry.field(description="The key compositions name it by.")
    kind: TemplateKind = strawberry.field(description="What it is a template of.")
    title: str = strawberry.field(description="The title, in the caller's language.")
    origin: str = strawberry.field(description="The plugin that brought it; empty for one authored here.")
    needs_approval: bool = strawberry.field(description="Whether a second person approves before it is published.")
    model: strawberry.Private[Template]

    @field(description="Whose it is; null where a plugin brought it.")
    async def owner(self, info: Info) -> OrganizationType | None:
        if self.model.owner_id is None:
            return None
        return OrganizationType.from_model(await load_organization(info.context, self.model.owner_id))

    @field(description="Every version, oldest first; a draft only for those who may change it.")
    async def versions(self, info: Info) -> list[TemplateVersionType]:
        return [TemplateVersionType.from_model(row) for row in await resolvers.load_versions(info.context, self.model)]

    @field(description="The version that compositions should pin now.")
    async def current(self, info: Info) -> TemplateVersionType | None:
        return await self._last(info, TemplateStatus.PUBLISHED)

    @field(description="The draft of the next version, for those who may change it.")
    async def draft(self, info: Info) -> TemplateVersionType | None:
        return await self._last(info, TemplateStatus.DRAFT)

    async def _last(self, info: Info, status: TemplateStatus) -> TemplateVersionType | None:
        versions = await resolvers.load_versions(info.context, self.model)
        found = [row for row in versions if row.status is status]
        return TemplateVersionType.from_model(found[-1]) if found else None

    @field(description="Who did what to it and when, oldest first.")
    async def history(self, info: Info, first: First = 50, after: After = None) -> Connection[HistoryEntry]:
        page = await resolvers.find_history(info.context, self.model, first=first, after=after)
        return Connection[HistoryEntry].from_page(page, HistoryEntry.from_model)

    @field(description="What the viewer may do with it now; for the rest, why not.")
    async def actions(self, info: Info) -> list[AuthoringActionOffer]:
        return offers_from(await resolvers.find_refusals(info.context, self.model))

    @classmethod
    def from_model(cls, template: Template, info: Info) -> Self:
        return cls(
            id=encode_id("Template", template.id),
            key=template.key,
            kind=template.kind,
            title=text_in(template.title, locale_of(info)),
            origin=template.origin,
            needs_approval=template.needs_approval,
            model=template,
        )


@strawberry.type(description="What a change of a template returns.")
class TemplatePayload(Payload):
    template: TemplateType | None = strawberry.field(default=None, description="The template, changed.")


@strawberry.type(description="What publishing a template returns.")
class PublishTemplatePayload(Payload):
    version: TemplateVersionType | None = strawberry.field(default=None, description="The version, frozen.")


TemplateArgument = Annotated[strawberry.ID, strawberry.argument(description="The template.")]
OwnerArgument = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="The organisation whose organisers author it; none is for administrators."),
]
NewOwnerArgument = Annotated[strawberry.ID, strawberry.argument(description="The organisation that is to own it.")]
KeyArgument = Annotated[str, strawberry.argument(description="The key it is to have.")]


@strawberry.type
class TemplateQueries:
    @field(description="Templates by owner, kind, status and keyword. For committee organisers.")
    async def templates(
        self,
        info: Info,
        owner: Annotated[strawberry.ID | None, strawberry.argument(description="Only of this owner.")] = None,
        kind: Annotated[TemplateKind | None, strawberry.argument(description="Only of this kind.")] = None,
        search: Search = None,
        status: Annotated[
            TemplateStatus | None, strawberry.argument(description="Only those with such a version.")
        ] = None,
        first: First = 20,
        after: After = None,
    ) -> Connection[TemplateType]:
        page = await resolvers.find_templates(
            info.context,
            owner_id=optional_key(owner, "Organization"),
            kind=kind,
            search=search,
            status=status,
            first=first,
            after=after,
        )
        return Connection[TemplateType].from_page(page, lambda row: TemplateType.from_model(row, info))

    @field(description="Try out a template with trial answers of one entry. Nothing is stored.")
    async def template_preview(
        self,
        info: Info,
        document: DocumentArgument,
        answers: Annotated[JSON | None, strawberry.argument(description="The answers of one entry.")] = None,
        locale: LocaleArgument = None,
    ) -> PreviewType:
        found = await resolvers.preview_template(info.context, document=document, answers=answers, locale=locale)
        return PreviewType.from_model(found)

    @field(description="What publishing the template's draft would do to the declarations being worked on.")
    async def template_impact(self, info: Info, template: TemplateArgument) -> TemplateImpactType:
        found = await resolvers.measure_impact(info.context, template_id=key_of(template, "Template"))
        return TemplateImpactType.from_model(found)

    @field(description="Templates and forms as one file, to be kept or imported elsewhere.")
    async def export_templates(
        self,
        info: Info,
        templates: Annotated[list[strawberry.ID], strawberry.argument(description="The templates.")],
        forms: Annotated[list[strawberry.ID] | None, strawberry.argument(description="The forms.")] = None,
    ) -> JSONObject:
        found = await resolvers.export_documents(
            info.context,
            template_ids=[key_of(each, "Template") for each in templates],
            form_ids=[key_of(each, "ComposedForm") for each in forms or []],
        )
        return JSONObject(found)


@strawberry.type
class TemplateMutations:
    @mutation(description="A new template, with its first draft. A draft may have problems; they come with it.")
    async def create_template(
        self,
        info: Info,
        document: DocumentArgument,
        owner: OwnerArgument = None,
        needs_approval: NeedsApproval = False,
    ) -> TemplatePayload:
        owner_id = optional_key(owner, "Organization")
        created = await resolvers.create_template(
            info.context, owner_id=owner_id, document=document, needs_approval=needs_approval
        )
        return TemplatePayload(template=TemplateType.from_model(created, info))

    @mutation(description="Save the draft of the next version. A stale save is refused and changes nothing.")
    async def save_template_draft(
        self, info: Info, template: TemplateArgument, document: DocumentArgument, expected_revision: ExpectedDraft
    ) -> TemplatePayload:
        saved = await resolvers.save_draft(
            info.context,
            template_id=key_of(template, "Template"),
            document=document,
            expected_revision=expected_revision,
        )
        return TemplatePayload(template=TemplateType.from_model(saved, info))

    @mutation(description="Throw the draft away; what is published stays.")
    async def discard_template_draft(
        self, info: Info, template: TemplateArgument, expected_revision: ExpectedDraft
    ) -> TemplatePayload:
        key = key_of(template, "Template")
        left = await resolvers.discard_draft(info.context, template_id=key, expected_revision=expected_revision)
        return TemplatePayload(template=TemplateType.from_model(left, info))

    @mutation(description="Approve the draft that was read. Nobody approves what they saved themselves.")
    async def approve_template(self, info: Info, template: TemplateArgument, digest: DigestArgument) -> TemplatePayload:
        approved = await resolvers.approve(info.context, template_id=key_of(template, "Template"), digest=digest)
        return TemplatePayload(template=TemplateType.from_model(approved, info))

    @mutation(description="Freeze the draft as the next version, if nothing is wrong with it.")
    async def publish_template(
        self, info: Info, template: TemplateArgument, accepting: Accepting = Compatibility.ADDITIVE
    ) -> PublishTemplatePayload:
        version = await resolvers.publish(info.context, template_id=key_of(template, "Template"), accepting=accepting)
        return PublishTemplatePayload(version=TemplateVersionType.from_model(version))

    @mutation(description="Nothing new may use it from now on; forms that have it keep it.")
    async def retire_template(
        self,
        info: Info,
        template: TemplateArgument,
        reason: Annotated[str, strawberry.argument(description="Why, for the history.")] = "",
    ) -> TemplatePayload:
        retired = await resolvers.retire(info.context, template_id=key_of(template, "Template"), reason=reason)
        return TemplatePayload(template=TemplateType.from_model(retired, info))

    @mutation(description="Copy a template to another owner, as a draft under a key of its own.")
    async def copy_template(
        self, info: Info, template: TemplateArgument, owner: NewOwnerArgument, key: KeyArgument
    ) -> TemplatePayload:
        copied = await resolvers.copy(
            info.context, template_id=key_of(template, "Template"), owner_id=key_of(owner, "Organization"), key=key
        )
        return TemplatePayload(template=TemplateType.from_model(copied, info))
