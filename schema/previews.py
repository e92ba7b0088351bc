"""A document tried out while it is being written."""

from typing import Self

import strawberry

from resolvers.forms import FormKey
from resolvers.forms import json_schema_of as load_json_schema
from resolvers.forms import ui_schema_of as load_ui_schema
from schema.context import Info
from schema.fields import field
from schema.forms import FormSection
from schema.problems import ProblemType
from schema.scalars import JSON
from services.previews import Preview
from services.problems import from_answer_problem


@strawberry.type(name="TemplatePreview", description="What a document would be. Nothing is stored.")
class PreviewType:
    lint: list[ProblemType] = strawberry.field(description="What is wrong with the document, with pointers into it.")
    sections: list[FormSection] = strawberry.field(description="The form it makes; none while it cannot be used.")
    problems: list[ProblemType] = strawberry.field(description="What is wrong with the trial answers.")
    key: strawberry.Private[FormKey | None]

    @field(description="Plain JSON Schema 2020-12 of the whole; null while it cannot be used.")
    async def json_schema(self, info: Info) -> JSON | None:
        return JSON(await load_json_schema(info.context, self.key)) if self.key else None

    @field(description="The RJSF-compatible uiSchema that goes with it.")
    async def ui_schema(self, info: Info) -> JSON | None:
        return JSON(await load_ui_schema(info.context, self.key)) if self.key else None

    @classmethod
    def from_model(cls, preview: Preview) -> Self:
        key = FormKey(None, preview.form, preview.locale) if preview.form else None
        resolved = preview.resolved
        return cls(
            lint=[ProblemType.from_model(each) for each in preview.lint],
            sections=[FormSection.from_model(each, key) for each in resolved.sections] if resolved and key else [],
            problems=[ProblemType.from_model(from_answer_problem(each)) for each in resolved.problems]
            if resolved
            else [],
            key=key,
        )
