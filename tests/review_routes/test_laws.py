"""Laws that hold whatever people do, in whatever order, at whatever time."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from review_routes import commands
from review_routes.actions import available_actions, edit_refusal
from review_routes.apply import replay
from review_routes.commands import Action, Command, RejectionReason, ReturnItem, ReturnReason
from review_routes.decide import RULE_OF, decide
from review_routes.documents import StageKind, parse_route, shipped_routes
from review_routes.events import Event, from_json, to_json
from review_routes.itinerary import Places
from review_routes.refusals import Refusal
from review_routes.situation import Actor, Situation, Windows
from review_routes.state import BLANK, EDITABLE, ReviewState, Status, StepStatus, state_from_json, state_to_json
from review_routes.wording import message
from review_routes.working_days import notice_end
from tests.review_routes.stories import EVERYBODY, MONDAY, Weekdays, at, situated, window

DOCUMENTS = shipped_routes()


def varied(document: dict[str, Any], verdicts: list[str], sectors: list[str]) -> dict[str, Any]:
    """Every check asks for these verdicts; a second confirmation is only for some employers."""
    checks = [{**stage, "verdicts": verdicts} if stage["kind"] == "CHECK" else stage for stage in document["stages"]]
    again = {**checks[-1], "key": "again", "kind": "CONFIRM", "onlyFor": {"sectors": sectors}}
    return {**document, "stages": [*checks[:-1], again, checks[-1]]}


ROUTES = st.builds(
    lambda document, verdicts, sectors, resume, rounds, fix, withdraw: parse_route(
        {
            **varied(document, verdicts, sectors),
            "returns": {"resume": resume, "rounds": rounds, "fixWithin": fix},
            "withdraw": withdraw,
        }
    ),
    st.sampled_from(list(DOCUMENTS.values())),
    st.sampled_from([[], ["MATERIALS"], ["MATERIALS", "QUALIFICATION"]]),
    st.sampled_from([[], ["CENTRAL_UNIT"], ["PRIVATE_ENTERPRISE"]]),
    st.sampled_from(["RETURNER", "RESTART"]),
    st.none() | st.integers(0, 3),
    st.none() | st.builds(lambda days: {"workingDays": days}, st.integers(1, 20)),
    st.sampled_from(["BEFORE_FIRST_DECISION", "BEFORE_FIRST_DECISION", "NEVER"]),
)
WINDOW = st.none() | st.builds(
    lambda first, days: window(MONDAY + timedelta(first), MONDAY + timedelta(first + days)),
    st.integers(-10, 2),
    st.integers(8, 60),
)
SITUATIONS = st.builds(
    lambda route, windows, superiors, holidays, level, extension: situated(
        route=route,
        windows=windows,
        places=Places("school", superiors, "office", "province", "province", sector="CENTRAL_UNIT", category="REGULAR"),
        calendar=Weekdays(holidays),
        level=level,
        extension=extension,
    ),
    ROUTES,
    st.builds(Windows, WINDOW, WINDOW, WINDOW, WINDOW),
    st.sampled_from([(), ("district",), ("district", "city")]),
    st.frozensets(st.dates(MONDAY, MONDAY + timedelta(days=30)), max_size=4),
    st.sampled_from(["SENIOR_FULL", "INTERMEDIATE", "TECHNICIAN"]),
    st.none() | st.integers(-5, 60).map(lambda days: at(MONDAY + timedelta(days=days))),
)
ACTORS = st.sampled_from(EVERYBODY)
APPLICANTS = (commands.Start, commands.Submit, commands.Withdraw, commands.Discard, commands.Restore)
OVERSEERS = (commands.Hold, commands.Release, commands.ExtendDeadline)
FORWARD = (
    Action.START,
    Action.SUBMIT,
    Action.APPROVE,
    Action.RECOMMEND,
    Action.OPEN_NOTICE,
    Action.CLOSE_NOTICE,
    Action.RECORD_PANEL_RESULT,
    Action.CONFIRM,
    Action.ISSUE,
)
COUNTS = st.integers(-1, 30)
SOME_DAYS = st.integers(-3, 20).map(lambda days: MONDAY + timedelta(days=days))
ANY_COMMAND: st.SearchStrategy[Command] = st.one_of(
    st.builds(commands.Start),
    st.builds(commands.Submit, st.sampled_from(["", "sha256:1"])),
    st.builds(commands.Withdraw),
    st.builds(commands.Discard),
    st.builds(commands.Restore),
    st.builds(commands.Lapse),
    st.builds(commands.Approve),
    st.builds(
        commands.ReturnForMending,
        st.lists(
            st.builds(ReturnItem, st.sampled_from(ReturnReason), st.sampled_from([None, "basic"])), max_size=2
        ).map(tuple),
        open_all=st.booleans(),
    ),
    st.builds(commands.ReturnToStep, st.integers(-1, 8), st.just(()), st.sampled_from(["", "请核实"])),
    st.builds(commands.Hold, st.sampled_from(["a", "b"]), st.sampled_from(["", "举报"])),
    st.builds(commands.Release, st.sampled_from(["a", "b"]), st.sampled_from(["", "查无实据"])),
    st.builds(commands.ExtendDeadline, SOME_DAYS.map(at), st.sampled_from(["", "系统故障"])),
    st.builds(commands.Refuse, st.sampled_from(RejectionReason)),
    st.builds(commands.Recommend, COUNTS, COUNTS, COUNTS, COUNTS),
    st.builds(commands.OpenNotice, st.just("notice"), SOME_DAYS, SOME_DAYS, st.sampled_from(["", "公示栏"])),
    st.builds(commands.CloseNotice, st.integers(-1, 1)),
    st.builds(commands.RecordPanelResult, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, SOME_DAYS),
    st.builds(commands.MissDefence, st.sampled_from(["", "答辩缺席"])),
    st.builds(commands.Confirm),
    st.builds(commands.DeclineConfirmation, st.sampled_from(["", "程序不合规"])),
    st.builds(commands.Issue, st.just("certificate"), st.sampled_from(["", "1"])),
)


def well_formed(action: Action, *, situation: Situation, wins: bool, state: ReviewState = BLANK) -> Command:
    """A command nobody could object to, whatever the route, the level and the day."""
    checked = next((step.index for step in state.steps if step.kind is StageKind.CHECK), 0)
    known = {mark.hold_id for mark in state.holds}
    hold = min(known, default="hold")
    fresh = f"{max(known, default='hold')}+"
    asked = (
        {}
        if state.current is None
        else dict.fromkeys(situation.route.stage(state.steps[state.current].key).verdicts, True)
    )
    today = situation.today
    yes, no = (25, 0) if wins else (0, 25)
    made: dict[Action, Command] = {
        Action.START: commands.Start(),
        Action.SUBMIT: commands.Submit("sha256:1"),
        Action.WITHDRAW: commands.Withdraw(),
        Action.DISCARD: commands.Discard(),
        Action.RESTORE: commands.Restore(),
        Action.LAPSE: commands.Lapse(),
        Action.APPROVE: commands.Approve(verdicts=asked),
        Action.RETURN_TO_STEP: commands.ReturnToStep(checked, (), "请核实"),
        Action.HOLD: commands.Hold(fresh, "举报核查中"),
        Action.RELEASE: commands.Release(hold, "查无实据"),
        Action.EXTEND_DEADLINE: commands.ExtendDeadline(situation.now + timedelta(days=3), "系统故障"),
        Action.RETURN_FOR_MENDING: commands.ReturnForMending((ReturnItem(ReturnReason.PHOTO, "basic"),)),
        Action.REFUSE: commands.Refuse(RejectionReason.NOT_QUALIFIED),
        Action.RECOMMEND: commands.Recommend(25, yes, no, 0),
        Action.OPEN_NOTICE: commands.OpenNotice("notice", today, _five_days(today, situation), "公示栏"),
        Action.CLOSE_NOTICE: commands.CloseNotice(0 if wins else 1),
        Action.RECORD_PANEL_RESULT: commands.RecordPanelResult(25, 25, yes, no, 0, today),
        Action.MISS_DEFENCE: commands.MissDefence("答辩缺席"),
        Action.CONFIRM: commands.Confirm(),
        Action.DECLINE_CONFIRMATION: commands.DeclineConfirmation("程序不合规"),
        Action.ISSUE: commands.Issue("certificate", "1"),
    }
    return made[action]


def _five_days(first: date, situation: Situation) -> date:
    return notice_end(first, 5, calendar=situation.calendar)


class ReviewLaws(RuleBasedStateMachine):
    """One declaration, handled by anybody in any order while time goes by."""

    @initialize(situation=SITUATIONS, ahead=st.integers(0, 12))
    def begin(self, situation: Situation, ahead: int) -> None:
        """Somewhere on the way, so that its end is met as often as its beginning."""
        self.situation = situation
        self.state = BLANK
        self.told: list[Event] = []
        for _ in range(ahead):
            self._take([(actor, action) for actor, action in self._offers() if action in FORWARD][:1], wins=True)
            self.time_passes(days=2, hours=0)

    @rule(days=st.integers(0, 8), hours=st.integers(0, 12))
    def time_passes(self, days: int, hours: int) -> None:
        now = self.situation.now + timedelta(days=days, hours=hours)
        self.situation = replace(self.situation, now=now, today=now.date())

    @rule(actor=ACTORS, command=ANY_COMMAND)
    def anybody_tries_anything(self, actor: Actor, command: Command) -> None:
        verdict = decide(self.state, command, actor=actor, situation=self.situation)
        if isinstance(verdict, Refusal):
            self._speaks(verdict)
        else:
            self._acted_in_turn(command, actor)
            self._tell(verdict)

    @rule(pick=st.data(), wins=st.sampled_from([True, True, True, False]))
    def somebody_does_what_is_offered(self, pick: st.DataObject, *, wins: bool) -> None:
        offers = self._offers()
        self._take([pick.draw(st.sampled_from(offers))] if offers else [], wins=wins)

    @rule(actor=ACTORS)
    def what_is_not_offered_is_refused(self, actor: Actor) -> None:
        for each in available_actions(self.state, actor=actor, situation=self.situation):
            command = well_formed(each.action, situation=self.situation, wins=True, state=self.state)
            verdict = decide(self.state, command, actor=actor, situation=self.situation)
            assert each.allowed == (not isinstance(verdict, Refusal))
            assert each.refusal == (verdict if isinstance(verdict, Refusal) else None)

    @invariant()
    def the_log_tells_the_state(self) -> None:
        assert replay(self.told) == self.state
        assert [from_json(to_json(event)) for event in self.told] == self.told
        assert state_from_json(state_to_json(self.state)) == self.state

    @invariant()
    def one_step_is_open_exactly_while_in_review(self) -> None:
        opened = [step.index for step in self.state.steps if step.status is StepStatus.OPEN]
        assert opened == ([self.state.current] if self.state.status is Status.IN_REVIEW else [])
        assert (self.state.current is None) == (self.state.status is not Status.IN_REVIEW)

    @invariant()
    def rounds_stay_within_the_route(self) -> None:
        rounds = self.situation.route.returns.rounds
        assert rounds is None or self.state.round <= rounds

    @invariant()
    def a_notice_runs_only_at_its_step(self) -> None:
        assert self.state.notice is None or self.state.notice.index == self.state.current

    @invariant()
    def who_is_sent_back_is_answered(self) -> None:
        """A return to an earlier organisation lasts until the step that asked is open again, or the case is over."""
        back = self.state.sent_back
        assert back is None or self.state.current != back.index

    @rule()
    def a_held_person_is_neither_confirmed_nor_issued(self) -> None:
        barred = {Action.CLOSE_NOTICE, Action.CONFIRM, Action.ISSUE}
        assert not self.state.holds or not barred & {action for _, action in self._offers()}

    @invariant()
    def only_a_certificate_passes(self) -> None:
        outcome = self.state.outcome
        assert (self.state.status is Status.PASSED) == (outcome is not None and outcome.number is not None)

    @invariant()
    def what_is_concluded_or_in_review_is_not_edited(self) -> None:
        started = self.state.started_at is not None
        for actor in EVERYBODY:
            refusal = edit_refusal(self.state, actor=actor, situation=self.situation)
            assert (refusal is None) == (actor.is_applicant and started and self.state.status in EDITABLE)

    def _offers(self) -> list[tuple[Actor, Action]]:
        return [
            (actor, each.action)
            for actor in EVERYBODY
            for each in available_actions(self.state, actor=actor, situation=self.situation)
            if each.allowed
        ]

    def _take(self, offers: list[tuple[Actor, Action]], *, wins: bool) -> None:
        for actor, action in offers:
            command = well_formed(action, situation=self.situation, wins=wins, state=self.state)
            verdict = decide(self.state, command, actor=actor, situation=self.situation)
            assert not isinstance(verdict, Refusal), verdict
            self._acted_in_turn(command, actor)
            self._tell(verdict)

    def _acted_in_turn(self, command: Command, actor: Actor) -> None:
        current = self.state.current
        applicants = isinstance(command, APPLICANTS)
        held = current is not None and self.state.steps[current].organization in actor.organizations
        if isinstance(command, OVERSEERS) and actor.oversees:
            return
        assert actor.is_system or (actor.is_applicant if applicants else held and not actor.is_applicant)
        assert actor.is_system == isinstance(command, commands.Lapse)

    def _speaks(self, refusal: Refusal) -> None:
        assert all("{" not in message(refusal, locale=locale) for locale in ("zh-CN", "en"))

    def _tell(self, events: tuple[Event, ...]) -> None:
        self.state = replay(events, start=self.state)
        self.told += events


TestReviewLaws = ReviewLaws.TestCase
TestReviewLaws.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)


def test_every_action_has_a_well_formed_command() -> None:
    situation = situated()

    assert {type(well_formed(action, situation=situation, wins=True)) for action in Action} == set(RULE_OF)
