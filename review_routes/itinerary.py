"""From a route to the steps of one declaration: each stage placed with the organisation that holds it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from review_routes.documents import Holder, Route, Stage, StageKind


@dataclass(frozen=True)
class Places:
    """The organisations around one declaration. `superiors` go nearest first and stop below the issuer. Which stages
    it passes may depend on the employer's sector and region, and on how it is declared.
    """

    employer: str
    superiors: tuple[str, ...] = ()
    committee_office: str | None = None
    issuer: str | None = None
    host: str | None = None
    delegator: str | None = None
    sector: str = ""
    region: str = ""
    category: str = ""

    def pass_through(self, stage: Stage) -> bool:
        return stage.only_for.takes(sector=self.sector, category=self.category, region=self.region)


@dataclass(frozen=True)
class PlannedStep:
    index: int
    key: str
    kind: StageKind
    title: Mapping[str, str]
    organization: str


def _only(organization: str | None) -> tuple[str, ...]:
    return () if organization is None else (organization,)


HOLDERS: Mapping[Holder, Callable[[Places], tuple[str, ...]]] = {
    Holder.EMPLOYER: lambda places: (places.employer,),
    # Directly below the issuer there is no superior to ask, so the issuer is the superior in charge.
    Holder.SUPERIOR: lambda places: places.superiors[:1] or _only(places.issuer),
    Holder.SUPERIORS: lambda places: places.superiors,
    Holder.COMMITTEE_OFFICE: lambda places: _only(places.committee_office),
    Holder.ISSUER: lambda places: _only(places.issuer),
    Holder.HOST: lambda places: _only(places.host),
    Holder.DELEGATOR: lambda places: _only(places.delegator),
}


def plan(route: Route, *, places: Places) -> tuple[PlannedStep, ...]:
    """One step for each organisation that holds a stage, in the order of the route."""
    held = [
        (stage, organization)
        for stage in route.stages
        if places.pass_through(stage)
        for organization in HOLDERS[stage.by](places)
    ]
    return tuple(
        PlannedStep(index=index, key=stage.key, kind=stage.kind, title=stage.title, organization=organization)
        for index, (stage, organization) in enumerate(held)
    )


def unheld_stages(route: Route, *, places: Places) -> tuple[Stage, ...]:
    """Stages nobody can hold. An employer without superiors is no fault: that stage simply has no step."""
    return tuple(
        stage
        for stage in route.stages
        if places.pass_through(stage) and stage.by is not Holder.SUPERIORS and not HOLDERS[stage.by](places)
    )
