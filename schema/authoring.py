"""What templates and forms share as their authors see them: what changed, what may be done, what was done, what it would do."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self

import strawberry

from form_templates.compatibility import ChangeCode, Compatibility, VersionChange
from form_templates.compatibility_wording import word_change
from models import AuditEntry, AuthoredDocument, AuthoredVersion, TemplateStatus
from resolvers import authoring as resolvers
from resolvers.accounts import load_name
from resolvers.organizations import load_organization
from schema.connections import After, Connection, First
from schema.context import Info, locale_of
from schema.fields import field
from schema.nodes import Node
from schema.organizations import OrganizationType
from schema.problems import ProblemType
from schema.scalars import JSONObject
from services.authoring import AuthoringAction
from services.caller import text_in
from services.problems import Problem
from services.template_impact import Impact, Sample, place_of
from services.version_changes import Changes

strawberry.enum(TemplateStatus, description="How far a version has come; PUBLISHED ones never change.")
strawberry.enum(
    Compatibility,
    description="What a change means for answers that were fine: ADDITIVE, they stay so; NARROWING, some may need another "
    "look; BREAKING, some lose their place.",
)
strawberry.enum(ChangeCode, description="What sort of change it is; the list only grows.")
strawberry.enum(AuthoringAction, description="What an author does with a template or form.")


@strawberry.type(name="VersionChange", description="One difference between two versions.")
class VersionChangeType:
    pointer: str = strawberry.field(description="Where in the later document, or in the earlier where it is gone.")
    kind: Compatibility = strawberry.field(description="What it means for answers that were fine before.")
    code: ChangeCode = strawberry.field(description="What sort of change, for programs.")
    message: str = strawberry.field(description="The change in words, in the caller's language.")
    params: JSONObject = strawberry.field(description="The particulars in the message.")

    @classmethod
    def from_model(cls, change: VersionChange, info: Info) -> Self:
        return cls(
            pointer=change.pointer,
            kind=change.kind,
            code=change.code,
            message=word_change(change, locale=locale_of(info)),
            params=JSONObject(dict(change.params)),
        )


@strawberry.type(name="TemplateChanges", description="What changed between two versions.")
class TemplateChangesType:
    since: int = strawberry.field(description="The number of the version compared with.")
    kind: Compatibility = strawberry.field(description="The gravest of the changes.")
    changes: list[VersionChangeType] = strawberry.field(description="Each change, pointer by pointer.")

    @classmethod
    def from_model(cls, found: Changes, info: Info) -> Self:
        changes = [VersionChangeType.from_model(each, info) for each in found.changes]
        return cls(since=found.before, kind=found.kind, changes=changes)


@strawberry.type(description="What the viewer may do with it now; where not, why not.")
class AuthoringActionOffer:
    action: AuthoringAction = strawberry.field(description="The action.")
    allowed: bool = strawberry.field(description="Whether nothing stands in its way now.")
    refusal: ProblemType | None = strawberry.field(description="What stands in its way.")


def offers_from(refusals: Mapping[AuthoringAction, Problem | None]) -> list[AuthoringActionOffer]:
    return [
        AuthoringActionOffer(
            action=action, allowed=refusal is None, refusal=ProblemType.from_model(refusal) if refusal else None
        )
        for action, refusal in refusals.items()
    ]


@strawberry.type(description="One thing that was done to a template or form.")
class HistoryEntry:
    action: str = strawberry.field(description="What was done.")
    at: datetime = strawberry.field(description="When.")
    data: JSONObject = strawberry.field(description="The particulars: version, revision, digest.")
    model: strawberry.Private[AuditEntry]

    @field(description="Who did it; null is the system.")
    async def by(self, info: Info) -> str | None:
        return await load_name(info.context, self.model.actor_id)

    @classmethod
    def from_model(cls, entry: AuditEntry) -> Self:
        return cls(action=entry.action, at=entry.at, data=JSONObject(entry.data), model=entry)


@strawberry.type
class AuthoredHeading(Node):
    """Of a template or a form."""

    key: str = strawberry.field(description="The key it is named by.")
    title: str = strawberry.field(description="The title, in the caller's language.")
    origin: str = strawberry.field(description="The plugin that brought it; empty for one authored here.")
    needs_approval: bool = strawberry.field(description="Whether a second person approves before it is published.")
    model: strawberry.Private[AuthoredDocument]

    @field(description="Whose it is; null where a plugin brought it.")
    async def owner(self, info: Info) -> OrganizationType | None:
        if self.model.owner_id is None:
            return None
        return OrganizationType.from_model(await load_organization(info.context, self.model.owner_id))

    @field(description="Who did what to it and when, oldest first.")
    async def history(self, info: Info, first: First = 50, after: After = None) -> Connection[HistoryEntry]:
        page = await resolvers.find_history(info.context, self.model, first=first, after=after)
        return Connection[HistoryEntry].from_page(page, HistoryEntry.from_model)


@strawberry.type
class AuthoredVersionState:
    """How far one version of a template or form has come."""

    number: int = strawberry.field(description="Counted from 1.")
    status: TemplateStatus = strawberry.field(description="How far it has come.")
    digest: str = strawberry.field(description="SHA-256 of the canonical document.")
    revision: int = strawberry.field(description="How often the draft was saved: pass it as `expectedRevision`.")
    saved_at: datetime | None = strawberry.field(description="When the draft was saved last.")
    approved_at: datetime | None = strawberry.field(description="When a second person approved it.")
    approved: bool = strawberry.field(description="Whether the text as it stands was approved.")
    published_at: datetime | None = strawberry.field(description="When it was frozen.")
    retired_at: datetime | None = strawberry.field(description="Since when nothing new may use it.")
    model: strawberry.Private[AuthoredVersion]

    @field(description="Who saved it last.")
    async def saved_by(self, info: Info) -> str | None:
        return await load_name(info.context, self.model.saved_by_id)

    @field(description="Who approved it.")
    async def approved_by(self, info: Info) -> str | None:
        return await load_name(info.context, self.model.approved_by_id)

    @field(description="Who published it; null where a plugin brought it.")
    async def published_by(self, info: Info) -> str | None:
        return await load_name(info.context, self.model.published_by_id)


def state_of(version: AuthoredVersion) -> dict[str, Any]:
    """The members that every version has."""
    return {
        "number": version.number,
        "status": version.status,
        "digest": version.digest,
        "revision": version.revision,
        "saved_at": version.saved_at,
        "approved_at": version.approved_at,
        "approved": version.approved_at is not None and version.approved_digest == version.digest,
        "published_at": version.published_at,
        "retired_at": version.retired_at,
        "model": version,
    }


def heading_of(document: AuthoredDocument, info: Info) -> dict[str, Any]:
    """The members that every heading has."""
    return {
        "key": document.key,
        "title": text_in(document.title, locale_of(info)),
        "origin": document.origin,
        "needs_approval": document.needs_approval,
        "model": document,
    }


@strawberry.type(name="TemplateImpactSample", description="One declaration that would fail, without saying whose.")
class ImpactSample:
    activity: str = strawberry.field(description="The code of its activity.")
    returned: bool = strawberry.field(description="Whether it was returned for mending; a draft otherwise.")
    section: str | None = strawberry.field(description="The section concerned.")
    pointer: str = strawberry.field(description="The place in it; * stands for some entry.")
    problem: ProblemType = strawberry.field(description="The problem it would have.")

    @classmethod
    def from_model(cls, sample: Sample) -> Self:
        found = sample.problem
        shown = Problem(
            code=found.code, message=found.message, severity=found.severity, section=found.section, rule=found.rule
        )
        return cls(
            activity=sample.activity_code,
            returned=sample.returned,
            section=found.section,
            pointer=place_of(found),
            problem=ProblemType.from_model(shown),
        )


@strawberry.type(name="TemplateImpact", description="What a draft would do to the declarations being worked on.")
class TemplateImpactType:
    drafts: int = strawberry.field(description="Drafts, withdrawn ones included, that were tried out.")
    returned: int = strawberry.field(description="Returned declarations that were tried out.")
    submitted: int = strawberry.field(description="Declarations in review, which stay in their version.")
    would_fail: int = strawberry.field(
        description="How many of those tried out would have errors they do not have now."
    )
    by_code: JSONObject = strawberry.field(description="Problem code → how many declarations would have it.")
    samples: list[ImpactSample] = strawberry.field(description="Up to twenty of them.")

    @classmethod
    def from_model(cls, impact: Impact) -> Self:
        return cls(
            drafts=impact.drafts,
            returned=impact.returned,
            submitted=impact.submitted,
            would_fail=impact.would_fail,
            by_code=JSONObject({str(code): count for code, count in impact.by_code.most_common()}),
            samples=[ImpactSample.from_model(each) for each in impact.samples],
        )


DocumentArgument = Annotated[JSONObject, strawberry.argument(description="The whole document, as JSON.")]
ExpectedDraft = Annotated[
    int, strawberry.argument(description="The draft's revision the change is based on; 0 where there is no draft yet.")
]
Accepting = Annotated[
    Compatibility,
    strawberry.argument(
        description="The gravest sort of change that is meant; graver ones are refused, each in words."
    ),
]
DigestArgument = Annotated[str, strawberry.argument(description="The digest of the draft that was read.")]
NeedsApproval = Annotated[
    bool, strawberry.argument(description="Whether somebody else must approve a draft before it is published.")
]
LocaleArgument = Annotated[
    str | None, strawberry.argument(description="The language to show it in; the caller's where not given.")
]
Since = Annotated[
    strawberry.ID | None, strawberry.argument(description="The version to compare with; the one before, if not given.")
]


def part_of(document: Mapping[str, Any], name: str) -> JSONObject:
    found = document.get(name)
    return JSONObject(found if isinstance(found, dict) else {})
