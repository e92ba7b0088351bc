"""Activities: a season of one committee, with its windows, form and route."""

from datetime import date, datetime
from typing import Annotated, Any, Self

import strawberry

from models import Activity, ProcedureKind, RouteVersion
from resolvers import activities as resolvers
from resolvers.committees import load_committee
from resolvers.forms import load_form_version
from resolvers.organizations import load_organization
from schema.catalogue import ChoiceArgument, choice_of
from schema.committees import CommitteeType
from schema.connections import After, Connection, First, Search
from schema.context import Info, locale_of
from schema.fields import field
from schema.forms import FormVersionType
from schema.ids import encode_id, key_of, optional_key
from schema.mutations import Payload, mutation
from schema.nodes import Node
from schema.organizations import OrganizationType, RegionArgument
from schema.scalars import JSONObject
from services.activities import WINDOWS, ActivityPhase, ActivitySearch, phase_of, window_of
from services.activity_planning import NewActivity
from services.caller import text_in

strawberry.enum(ActivityPhase, description="How far a season has come.")


@strawberry.type(description="A time in which something may be done, both ends included.")
class Window:
    opens: datetime = strawberry.field(description="The first moment.")
    closes: datetime = strawberry.field(description="The last moment.")


@strawberry.type(description="The windows of an activity; one that is not set is always open.")
class Windows:
    declare: Window | None = strawberry.field(description="When applicants declare.")
    employer_check: Window | None = strawberry.field(description="When employers check and recommend.")
    mending: Window | None = strawberry.field(description="Until when what was returned is taken again.")
    acceptance: Window | None = strawberry.field(description="When the committee's office accepts.")
    defence: Window | None = strawberry.field(description="When defences are held.")
    achievements_from: date | None = strawberry.field(description="From when achievements count.")
    achievements_to: date | None = strawberry.field(description="The achievements' cut-off date.")

    @classmethod
    def from_model(cls, activity: Activity) -> Self:
        def window(name: str) -> Window | None:
            limits = window_of(activity, name)
            return Window(opens=limits[0], closes=limits[1]) if limits else None

        return cls(
            declare=window("declare"),
            employer_check=window("employer_check"),
            mending=window("mending"),
            acceptance=window("acceptance"),
            defence=window("defence"),
            achievements_from=activity.achievements_from,
            achievements_to=activity.achievements_to,
        )


@strawberry.type(name="RouteVersion", description="One published version of a review route.")
class RouteVersionType(Node):
    number: int = strawberry.field(description="Counted from 1.")
    digest: str = strawberry.field(description="SHA-256 of the canonical document.")
    document: JSONObject = strawberry.field(description="The route itself: its stages, in order.")

    @classmethod
    def from_model(cls, version: RouteVersion) -> Self:
        return cls(
            id=encode_id("RouteVersion", version.id),
            number=version.number,
            digest=version.digest,
            document=JSONObject(version.document),
        )


@strawberry.type(name="Activity", description="评审活动: one season in which declarations are taken and reviewed.")
class ActivityType(Node):
    code: str = strawberry.field(description="The stable code.")
    title: str = strawberry.field(description="The title, in the caller's language.")
    procedure: ProcedureKind = strawberry.field(description="Which procedure it is.")
    year: int = strawberry.field(description="The year it counts for.")
    scope: str = strawberry.field(description="评审范围.")
    policy: str = strawberry.field(description="评审政策.")
    schedule: str = strawberry.field(description="工作安排.")
    hotline: str = strawberry.field(description="咨询电话.")
    windows: Windows = strawberry.field(description="What may be done when.")
    phase: ActivityPhase = strawberry.field(description="How far it has come.")
    model: strawberry.Private[Activity]

    @field(description="The committee that reviews, where there is one.")
    async def committee(self, info: Info) -> CommitteeType | None:
        if self.model.committee_id is None:
            return None
        return CommitteeType.from_model(await load_committee(info.context, self.model.committee_id), info)

    @field(description="The organisation that runs it.")
    async def host(self, info: Info) -> OrganizationType:
        return OrganizationType.from_model(await load_organization(info.context, self.model.host_id))

    @field(description="The form applicants fill in now.")
    async def form_version(self, info: Info) -> FormVersionType:
        return FormVersionType.from_model(await load_form_version(info.context, self.model.form_version_id))

    @field(description="Whether a draft in an older version of the form must move to this one before it is submitted.")
    def form_upgrade_required(self) -> bool:
        return self.model.form_upgrade_required

    @field(description="The route declarations take now.")
    async def route(self, info: Info) -> RouteVersionType:
        version = await resolvers.load_route_version(info.context, self.model.route_version_id)
        return RouteVersionType.from_model(version)

    @classmethod
    def from_model(cls, activity: Activity, info: Info) -> Self:
        locale = locale_of(info)
        return cls(
            id=encode_id("Activity", activity.id),
            code=activity.code,
            title=text_in(activity.title, locale),
            procedure=activity.procedure,
            year=activity.year,
            scope=text_in(activity.scope_text, locale),
            policy=text_in(activity.policy, locale),
            schedule=text_in(activity.schedule, locale),
            hotline=activity.hotline,
            windows=Windows.from_model(activity),
            phase=phase_of(activity, now=info.context.caller.now),
            model=activity,
        )


@strawberry.type(description="What a change of an activity returns.")
class ActivityPayload(Payload):
    activity: ActivityType | None = strawberry.field(default=None, description="The activity, changed.")


PLANNED = ("scope_text", "policy", "schedule", "hotline", "achievements_from", "achievements_to")
ActivityArgument = Annotated[strawberry.ID, strawberry.argument(description="The activity.")]


@strawberry.type
class ActivityQueries:
    @field(description="Activities that take what was chosen; those open for declaring, unless asked otherwise.")
    async def activities(
        self,
        info: Info,
        choice: ChoiceArgument = None,
        procedure: Annotated[ProcedureKind | None, strawberry.argument(description="Only this procedure.")] = None,
        open: Annotated[  # noqa: A002 -- the contract's name
            bool, strawberry.argument(description="Only those in which one can declare now.")
        ] = True,
        region: RegionArgument = None,
        search: Search = None,
        first: First = 20,
        after: After = None,
    ) -> Connection[ActivityType]:
        wanted = ActivitySearch(choice=choice_of(choice), procedure=procedure, open=open, region=region, search=search)
        page = await resolvers.find_activities(info.context, search=wanted, first=first, after=after)
        return Connection[ActivityType].from_page(page, lambda row: ActivityType.from_model(row, info))


@strawberry.input(description="A time in which something may be done, both ends included.")
class WindowInput:
    opens: datetime = strawberry.field(description="The first moment.")
    closes: datetime = strawberry.field(description="The last moment.")


@strawberry.input(description="The windows of an activity; those left out stay as they are.")
class WindowsInput:
    declare: WindowInput | None = strawberry.field(default=None, description="When applicants declare.")
    employer_check: WindowInput | None = strawberry.field(default=None, description="When employers check.")
    mending: WindowInput | None = strawberry.field(default=None, description="Until when what was returned is taken.")
    acceptance: WindowInput | None = strawberry.field(default=None, description="When the committee's office accepts.")
    defence: WindowInput | None = strawberry.field(default=None, description="When defences are held.")

    def to_model(self) -> dict[str, tuple[datetime, datetime]]:
        given: dict[str, WindowInput | None] = {name: getattr(self, name) for name in WINDOWS}
        return {name: (window.opens, window.closes) for name, window in given.items() if window}


@strawberry.input(description="What an organiser decides of an activity; what is left out stays as it is.")
class ActivityDetails:
    title: JSONObject | None = strawberry.field(default=None, description="Language → title.")
    scope: JSONObject | None = strawberry.field(default=None, description="评审范围, by language.")
    policy: JSONObject | None = strawberry.field(default=None, description="评审政策, by language.")
    schedule: JSONObject | None = strawberry.field(default=None, description="工作安排, by language.")
    hotline: str | None = strawberry.field(default=None, description="咨询电话.")
    achievements_from: date | None = strawberry.field(default=None, description="From when achievements count.")
    achievements_to: date | None = strawberry.field(default=None, description="The achievements' cut-off date.")
    form_version: strawberry.ID | None = strawberry.field(
        default=None, description="The published form version for declarations started from now on."
    )
    form_upgrade_required: bool | None = strawberry.field(
        default=None, description="Whether a draft in an older version must move to this one before it is submitted."
    )
    route: strawberry.ID | None = strawberry.field(default=None, description="The published route version.")

    def to_columns(self) -> dict[str, Any]:
        given = {
            "title": self.title,
            "scope_text": self.scope,
            "policy": self.policy,
            "schedule": self.schedule,
            "hotline": self.hotline,
            "achievements_from": self.achievements_from,
            "achievements_to": self.achievements_to,
            "form_version_id": optional_key(self.form_version, "FormVersion"),
            "form_upgrade_required": self.form_upgrade_required,
            "route_version_id": optional_key(self.route, "RouteVersion"),
        }
        return {name: value for name, value in given.items() if value is not None}


WindowsArgument = Annotated[WindowsInput, strawberry.argument(description="What may be done when.")]


@strawberry.type
class ActivityMutations:
    @mutation(description="Plan an activity of a committee, or of a host and an issuer where there is none.")
    async def create_activity(
        self,
        info: Info,
        code: Annotated[str, strawberry.argument(description="A stable code: a-z, 0-9 and hyphens.")],
        procedure: Annotated[ProcedureKind, strawberry.argument(description="Which procedure it is.")],
        year: Annotated[int, strawberry.argument(description="The year it counts for.")],
        title: Annotated[JSONObject, strawberry.argument(description="Language → title.")],
        form_version: Annotated[strawberry.ID, strawberry.argument(description="The published form version.")],
        route: Annotated[strawberry.ID, strawberry.argument(description="The published route version.")],
        windows: WindowsArgument,
        committee: Annotated[strawberry.ID | None, strawberry.argument(description="The committee.")] = None,
        host: Annotated[strawberry.ID | None, strawberry.argument(description="Who runs it, if no committee.")] = None,
        issuer: Annotated[strawberry.ID | None, strawberry.argument(description="Who issues, if no committee.")] = None,
        details: Annotated[ActivityDetails | None, strawberry.argument(description="Texts, dates and hotline.")] = None,
    ) -> ActivityPayload:
        columns = details.to_columns() if details else {}
        new = NewActivity(
            code=code,
            procedure=procedure,
            year=year,
            committee_id=optional_key(committee, "Committee"),
            host_id=optional_key(host, "Organization"),
            issuer_id=optional_key(issuer, "Organization"),
            form_version_id=key_of(form_version, "FormVersion"),
            route_version_id=key_of(route, "RouteVersion"),
            windows=windows.to_model(),
            columns={
                **{name: columns[name] for name in PLANNED if name in columns},
                "title": title,
            },
        )
        planned = await resolvers.plan_activity(info.context, new=new)
        return ActivityPayload(activity=ActivityType.from_model(planned, info))

    @mutation(description="Change what is given. A newer form is for declarations started from now on.")
    async def change_activity(
        self,
        info: Info,
        activity: ActivityArgument,
        details: Annotated[ActivityDetails | None, strawberry.argument(description="What is to change.")] = None,
        windows: Annotated[WindowsInput | None, strawberry.argument(description="The windows to change.")] = None,
    ) -> ActivityPayload:
        changed = await resolvers.change_activity(
            info.context,
            activity_id=key_of(activity, "Activity"),
            columns=details.to_columns() if details else {},
            windows=windows.to_model() if windows else {},
        )
        return ActivityPayload(activity=ActivityType.from_model(changed, info))

    @mutation(description="End the declaring window now. What began in time is still taken.")
    async def close_declaring(self, info: Info, activity: ActivityArgument) -> ActivityPayload:
        closed = await resolvers.close_declaring(info.context, activity_id=key_of(activity, "Activity"))
        return ActivityPayload(activity=ActivityType.from_model(closed, info))

    @mutation(description="Open an activity that was prepared, so that everybody sees it.")
    async def open_activity(self, info: Info, activity: ActivityArgument) -> ActivityPayload:
        opened = await resolvers.open_activity(info.context, activity_id=key_of(activity, "Activity"))
        return ActivityPayload(activity=ActivityType.from_model(opened, info))
