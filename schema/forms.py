"""The resolved form: exactly the sections, fields, options and constraints that apply to these answers."""

from collections.abc import Mapping
from typing import Annotated, Any, Self
from uuid import UUID

import strawberry

from form_templates.resolved import (
    AttachmentRule,
    FieldType,
    ResolvedEntry,
    ResolvedField,
    ResolvedForm,
    ResolvedSection,
    ResolvedTemplate,
)
from models import DeclarationCategory, FormVersion, TemplateKind
from resolvers import forms as resolvers
from schema.context import Info
from schema.fields import field
from schema.ids import encode_id, key_of, optional_key
from schema.nodes import Node
from schema.problems import ProblemType
from schema.scalars import JSON, JSONObject
from services.problems import from_answer_problem

strawberry.enum(TemplateKind, description="栏目 · 业绩成果 · 破格条件 · 需求材料.")
strawberry.enum(FieldType, description="What a field holds, and so how it is shown.")
strawberry.enum(DeclarationCategory, description="正常 · 破格 · 绿色通道 · 转系列 · 委托.")


@strawberry.type(description="One choice of a field.")
class FieldOption:
    value: JSON = strawberry.field(description="What is stored.")
    title: str = strawberry.field(description="What is shown.")


@strawberry.type(name="AttachmentRule", description="What a file must be.")
class AttachmentRuleType:
    media_types: list[str] = strawberry.field(description="The media types taken, judged by content.")
    max_bytes: int | None = strawberry.field(description="The most bytes.")
    min_width: int | None = strawberry.field(description="For pictures: the fewest pixels across.")
    min_height: int | None = strawberry.field(description="For pictures: the fewest pixels down.")
    sample: str | None = strawberry.field(description="The address of a file that shows what is wanted.")

    @classmethod
    def from_model(cls, rule: AttachmentRule) -> Self:
        return cls(
            media_types=list(rule.media_types),
            max_bytes=rule.max_bytes,
            min_width=rule.min_width,
            min_height=rule.min_height,
            sample=f"/samples/{rule.sample}" if rule.sample else None,
        )


@strawberry.type(description="One field, as it stands for the current answers.")
class FormField:
    name: str = strawberry.field(description="The member's name.")
    pointer: str = strawberry.field(description="JSON Pointer into the section's answers, as problems give it.")
    title: str = strawberry.field(description="The label, in the caller's language.")
    help: str | None = strawberry.field(description="How to fill it in.")
    placeholder: str | None = strawberry.field(description="A hint inside the empty field.")
    type: FieldType = strawberry.field(description="What it holds.")
    widget: str | None = strawberry.field(description="The widget its author asks for.")
    required: bool = strawberry.field(description="Whether it must be filled in now; never true while hidden.")
    visible: bool = strawberry.field(description="Whether it applies to the current answers.")
    read_only: bool = strawberry.field(description="Whether its value is not the viewer's to change.")
    options: list[FieldOption] = strawberry.field(description="What can be chosen.")
    minimum: float | None = strawberry.field(description="The least number.")
    maximum: float | None = strawberry.field(description="The greatest number.")
    min_length: int | None = strawberry.field(description="The fewest characters, or items of a list.")
    max_length: int | None = strawberry.field(description="The most characters, or items of a list.")
    pattern: str | None = strawberry.field(description="A regular expression the text must match.")
    format: str | None = strawberry.field(description="The format of the text.")
    default: JSON | None = strawberry.field(description="What it starts with.")
    unit: str | None = strawberry.field(description="The unit of the number.")
    value: JSON | None = strawberry.field(description="The answer; null on a blank form.")
    attachment: AttachmentRuleType | None = strawberry.field(description="For files: what they must be.")
    model: strawberry.Private[ResolvedField]

    @field(description="The members of a group, or those of a blank item of a list.")
    def fields(self) -> list["FormField"]:
        return [FormField.from_model(each) for each in self.model.fields]

    @field(description="One field for each item a list holds.")
    def items(self) -> list["FormField"]:
        return [FormField.from_model(each) for each in self.model.items]

    @classmethod
    def from_model(cls, source: ResolvedField) -> Self:
        return cls(
            name=source.name,
            pointer=source.pointer,
            title=source.title,
            help=source.help,
            placeholder=source.placeholder,
            type=source.type,
            widget=source.widget,
            required=source.required,
            visible=source.visible,
            read_only=source.read_only,
            options=[FieldOption(value=JSON(each.value), title=each.title) for each in source.options],
            minimum=source.minimum,
            maximum=source.maximum,
            min_length=source.min_length,
            max_length=source.max_length,
            pattern=source.pattern,
            format=source.format,
            default=source.default,
            unit=source.unit,
            value=source.value,
            attachment=AttachmentRuleType.from_model(source.attachment) if source.attachment else None,
            model=source,
        )


VisibleOnly = Annotated[bool, strawberry.argument(description="Leave out what does not apply now.")]


def fields_of(source: tuple[ResolvedField, ...], *, visible_only: bool) -> list[FormField]:
    return [FormField.from_model(each) for each in source if each.visible or not visible_only]


@strawberry.type(description="One kind of entry a section offers: an achievement, an exception or a material.")
class AchievementTemplate:
    key: str = strawberry.field(description="The template's key: name it in the entry.")
    version: int = strawberry.field(description="The pinned version.")
    digest: str = strawberry.field(description="SHA-256 of the pinned document.")
    title: str = strawberry.field(description="The title, in the caller's language.")
    help: str | None = strawberry.field(description="What it is for.")
    required: bool = strawberry.field(description="Whether there must be an entry of it.")
    min_entries: int = strawberry.field(description="The fewest entries of it.")
    max_entries: int | None = strawberry.field(description="The most; null is unbounded.")
    json_schema: JSON = strawberry.field(description="Plain JSON Schema 2020-12 of one entry.")
    ui_schema: JSON = strawberry.field(description="RJSF-compatible uiSchema of one entry.")
    model: strawberry.Private[ResolvedTemplate]

    @field(description="The fields of a blank entry.")
    def fields(self, visible_only: VisibleOnly = False) -> list[FormField]:
        return fields_of(self.model.fields, visible_only=visible_only)

    @classmethod
    def from_model(cls, source: ResolvedTemplate) -> Self:
        return cls(
            key=source.key,
            version=source.version,
            digest=source.digest,
            title=source.title,
            help=source.help,
            required=source.required,
            min_entries=source.min_entries,
            max_entries=source.max_entries,
            json_schema=JSON(source.json_schema),
            ui_schema=JSON(source.ui_schema),
            model=source,
        )


@strawberry.type(description="One entry as it stands: its answers, its fields, its problems.")
class FormEntry:
    id: str = strawberry.field(description="The entry's stable id within its section.")
    template: str | None = strawberry.field(description="Its template, where the section offers several.")
    answers: JSONObject = strawberry.field(description="What is visible, with identity and computed values in place.")
    model: strawberry.Private[ResolvedEntry]

    @field(description="Its fields, for its own answers.")
    def fields(self, visible_only: VisibleOnly = False) -> list[FormField]:
        return fields_of(self.model.fields, visible_only=visible_only)

    @field(description="What is wrong with it.")
    def problems(self) -> list[ProblemType]:
        return [ProblemType.from_model(from_answer_problem(each)) for each in self.model.problems]

    @classmethod
    def from_model(cls, source: ResolvedEntry) -> Self:
        return cls(id=source.id, template=source.template, answers=JSONObject(dict(source.answers)), model=source)


@strawberry.type(description="One section (栏目) of a form.")
class FormSection:
    key: str = strawberry.field(description="The section's key.")
    title: str = strawberry.field(description="The title, in the caller's language.")
    help: str | None = strawberry.field(description="What it is for.")
    kind: TemplateKind = strawberry.field(description="What sort of section it is.")
    group: str = strawberry.field(description="The group it is shown in.")
    visible: bool = strawberry.field(description="Whether it applies now.")
    required: bool = strawberry.field(description="Whether it must have an entry.")
    min_entries: int = strawberry.field(description="The fewest entries.")
    max_entries: int | None = strawberry.field(description="The most; null is unbounded, 1 is a plain form.")
    source: str | None = strawberry.field(description="The registry its rows can come from.")
    model: strawberry.Private[ResolvedSection]
    version: strawberry.Private[resolvers.FormKey]

    @field(description="The fields of its one entry, or of a blank entry; none where it offers several templates.")
    def fields(self, visible_only: VisibleOnly = False) -> list[FormField]:
        return fields_of(self.model.fields, visible_only=visible_only)

    @field(description="What it offers, where each entry chooses among several templates.")
    def templates(self) -> list[AchievementTemplate]:
        return [AchievementTemplate.from_model(each) for each in self.model.templates]

    @field(description="The entries there are, each with its own fields.")
    def entries(self) -> list[FormEntry]:
        return [FormEntry.from_model(each) for each in self.model.entries]

    @field(description="What is wrong in this section.")
    def problems(self) -> list[ProblemType]:
        return [ProblemType.from_model(from_answer_problem(each)) for each in self.model.problems]

    @field(description="Plain JSON Schema 2020-12 of the section's answers, in the caller's language.")
    async def json_schema(self, info: Info) -> JSON:
        return JSON(await resolvers.json_schema_of(info.context, self.version, section=self.key))

    @field(description="The RJSF-compatible uiSchema that goes with it.")
    async def ui_schema(self, info: Info) -> JSON:
        return JSON(await resolvers.ui_schema_of(info.context, self.version, section=self.key))

    @classmethod
    def from_model(cls, source: ResolvedSection, version: resolvers.FormKey) -> Self:
        return cls(
            key=source.key,
            title=source.title,
            help=source.help,
            kind=TemplateKind(source.kind),
            group=source.group,
            visible=source.visible,
            required=source.required,
            min_entries=source.min_entries,
            max_entries=source.max_entries,
            source=source.source,
            model=source,
            version=version,
        )


@strawberry.type(description="A group of sections, as they are shown together.")
class FormGroup:
    key: str = strawberry.field(description="The group's key, as sections name it.")
    title: str = strawberry.field(description="The title, in the caller's language.")


@strawberry.type(name="FormVersion", description="One frozen version of a form.")
class FormVersionType(Node):
    number: int = strawberry.field(description="Counted from 1.")
    digest: str = strawberry.field(description="SHA-256 of the canonical document.")

    @classmethod
    def from_model(cls, version: FormVersion) -> Self:
        return cls(id=encode_id("FormVersion", version.id), number=version.number, digest=version.digest)


SectionKey = Annotated[str, strawberry.argument(description="The section's key.")]


@strawberry.type(
    name="Form", description="A form resolved on the server: what applies to these answers, and nothing else."
)
class FormType:
    id: strawberry.ID = strawberry.field(description="The id of the form version.")
    digest: str = strawberry.field(description="SHA-256 of the frozen document: the same digest is the same form.")
    title: str = strawberry.field(description="The title, in the caller's language.")
    groups: list[FormGroup] = strawberry.field(description="The groups, in order.")
    model: strawberry.Private[ResolvedForm]
    key: strawberry.Private[resolvers.FormKey]
    version_id: strawberry.Private[UUID]

    @field(description="The frozen version this is.")
    async def version(self, info: Info) -> FormVersionType:
        return FormVersionType.from_model(await resolvers.load_form_version(info.context, self.version_id))

    @field(description="All sections, in order.")
    def sections(self) -> list[FormSection]:
        return [FormSection.from_model(each, self.key) for each in self.model.sections]

    @field(description="One section by key.")
    def section(self, key: SectionKey) -> FormSection | None:
        return next((FormSection.from_model(each, self.key) for each in self.model.sections if each.key == key), None)

    @field(description="Plain JSON Schema 2020-12 of the whole form, in the caller's language.")
    async def json_schema(self, info: Info) -> JSON:
        return JSON(await resolvers.json_schema_of(info.context, self.key))

    @field(description="The RJSF-compatible uiSchema of the whole form.")
    async def ui_schema(self, info: Info) -> JSON:
        return JSON(await resolvers.ui_schema_of(info.context, self.key))

    @field(description="Everything that is wrong, section by section, then across sections.")
    def problems(self) -> list[ProblemType]:
        return [ProblemType.from_model(from_answer_problem(each)) for each in self.model.problems]

    @classmethod
    def from_model(cls, source: ResolvedForm, version_id: UUID) -> Self:
        return cls(
            id=encode_id("FormVersion", version_id),
            digest=source.digest,
            title=source.title,
            groups=[FormGroup(key=each.key, title=each.title) for each in source.groups],
            model=source,
            key=resolvers.FormKey(version_id),
            version_id=version_id,
        )


def answers_from(answers: Any) -> Mapping[str, Any]:
    return answers if isinstance(answers, Mapping) else {}


@strawberry.type
class FormQueries:
    @field(description="The form of an activity, for a target and trial answers. Nothing is stored.")
    async def form(
        self,
        info: Info,
        activity: Annotated[strawberry.ID, strawberry.argument(description="The activity.")],
        qualification: Annotated[strawberry.ID | None, strawberry.argument(description="What is declared.")] = None,
        specialty: Annotated[strawberry.ID | None, strawberry.argument(description="In which specialty.")] = None,
        category: Annotated[
            DeclarationCategory, strawberry.argument(description="How it is declared.")
        ] = DeclarationCategory.REGULAR,
        answers: Annotated[
            JSONObject | None, strawberry.argument(description="Trial answers: section key → list of entries.")
        ] = None,
    ) -> FormType:
        found, resolved = await resolvers.resolve_form(
            info.context,
            activity_id=key_of(activity, "Activity"),
            qualification_id=optional_key(qualification, "Qualification"),
            specialty_id=optional_key(specialty, "Specialty"),
            category=category,
            answers=answers_from(answers),
        )
        return FormType.from_model(resolved, found.form_version_id)
