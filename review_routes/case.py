"""One question put to the law: this declaration, this person, this situation, judged at this moment."""

from dataclasses import dataclass
from datetime import date, datetime

from review_routes.documents import Stage
from review_routes.events import Signed
from review_routes.situation import Actor, Situation, Window
from review_routes.state import ReviewState, Step


@dataclass(frozen=True)
class Case:
    """`moment` is what windows are measured against: now, or when a submission began."""

    state: ReviewState
    actor: Actor
    situation: Situation
    moment: datetime

    @property
    def step(self) -> Step:
        """The open step; asked only of a declaration in review, which always has one."""
        if self.state.current is None:
            message = "a declaration that is not in review has no open step"
            raise LookupError(message)
        return self.state.steps[self.state.current]

    @property
    def stage(self) -> Stage:
        return self.situation.route.stage(self.step.key)

    @property
    def signed(self) -> Signed:
        return Signed(at=self.situation.now, by=self.actor.account_id, name=self.actor.name)

    def extended(self, deadline: datetime) -> datetime:
        """The deadline as it holds for this declaration."""
        extensions = (self.situation.extension, self.state.extended_until)
        return max([deadline, *(each for each in extensions if each is not None)])

    def window_of(self, stage: Stage) -> Window | None:
        return None if stage.window is None else self.situation.windows.of_stage(stage.window)

    @property
    def opened_on(self) -> date:
        """The day the open step was opened, where the activity is held."""
        opened_at = self.step.opened_at or self.situation.now
        return opened_at.astimezone(self.situation.now.tzinfo).date()
