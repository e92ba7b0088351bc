"""Requests that must change nothing: who sends what at which stage, and the words they are answered with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from server.journey import queries
from server.journey.applying import FIRST_SECTION
from server.journey.people import Answer
from tests.journeys.seasons import Season
from tests.journeys.title_reviews import (
    APPLICANT,
    CITY,
    ISSUER,
    OPERATOR,
    ORGANISER,
    RECOMMENDATION,
    VOTE,
    upload_of,
)

STRANGER = "applicant-wang"
ADMINISTRATOR = "administrator-sichuan"
PROBLEMS = "{ problems { code severity message section entry pointer path } }"
Variables = Callable[[Season], Answer]

GRANT = f"""mutation Grant($residentId: String!, $organization: ID!) {{
  grantMembership(residentId: $residentId, organization: $organization, role: EXPERT) {PROBLEMS} }}"""
RETURN = queries.RETURN
CHANGE = f"""mutation Change($declaration: ID!, $entry: String!) {{ changeEntry(declaration: $declaration,
  section: "{FIRST_SECTION}", entry: $entry, answers: {{}}, expectedRevision: 3) {PROBLEMS} }}"""
NODE = "query Node($id: ID!) { node(id: $id) { id } }"
NODES = "query Nodes($ids: [ID!]!) { nodes(ids: $ids) { id } }"
ORGANIZATIONS = (
    "query Page($first: Int, $after: String) { organizations(first: $first, after: $after) { nodes { id } } }"
)

SEARCH = "query Search($search: String!) { organizations(search: $search) { nodes { id } } }"


@dataclass(frozen=True)
class Bad:
    """`moved` is how far the clock is moved first."""

    name: str
    who: str
    stage: str
    query: str
    variables: Variables
    moved: timedelta = timedelta()


def own(season: Season) -> Answer:
    return {"declaration": season.ids["declaration"]}


def saving(section: str, entry: Answer, *, revision: int) -> Variables:
    return lambda season: {**own(season), "section": section, "entries": [entry], "revision": revision}


def with_own(**more: Any) -> Variables:
    return lambda season: {**own(season), **more}


def starting(**other: str) -> Variables:
    """With the ids named by `other` in the place of the right ones."""
    names = {name: name for name in ("activity", "employer", "qualification", "specialty")} | other
    return lambda season: {argument: season.ids[name] for argument, name in names.items()}


def publishing(**changes: Any) -> Variables:
    def variables(season: Season) -> Answer:
        today = season.clock.now().date()
        usual = {
            "declarations": [season.ids["declaration"]],
            "title": "公示",
            "place": "公告栏",
            "from": today.isoformat(),
            "to": (today + timedelta(days=30)).isoformat(),
        }
        shown = {
            name: (today + value).isoformat() if isinstance(value, timedelta) else value
            for name, value in changes.items()
        }
        return usual | shown

    return variables


def voting(**votes: Any) -> Variables:
    def variables(season: Season) -> Answer:
        return {**own(season), "vote": {**VOTE, "meetingOn": season.clock.now().date().isoformat(), **votes}}

    return variables


def constant(**variables: Any) -> Variables:
    return lambda _: variables


def announcing(**changes: Any) -> Variables:
    return lambda season: {"upload": upload_of(season.ids["declaration"], b"x") | changes}


DAY = timedelta(days=1)
BASIC = FIRST_SECTION
LATEST = 2  # the revision of the first section in the draft
ANNOUNCED = {"reason": "OTHER", "section": None, "pointer": None, "text": "请补充"}

BAD = [
    # ── answers ──
    Bad("an unknown section", APPLICANT, "draft", queries.SAVE, saving("nonsense", {"answers": {}}, revision=0)),
    Bad(
        "an answer of the wrong type",
        APPLICANT,
        "draft",
        queries.SAVE,
        saving(BASIC, {"answers": {"department": 5}}, revision=3),
    ),
    Bad(
        "a member nobody declares",
        APPLICANT,
        "draft",
        queries.SAVE,
        saving(BASIC, {"answers": {"salary": 5}}, revision=3),
    ),
    Bad(
        "another resident id",
        APPLICANT,
        "draft",
        queries.SAVE,
        saving(BASIC, {"answers": {"residentId": "510107198808080021"}}, revision=3),
    ),
    Bad(
        "an unknown template",
        APPLICANT,
        "draft",
        queries.SAVE,
        saving("achievements", {"id": "new", "template": "achievement.poem", "answers": {}}, revision=2),
    ),
    Bad(
        "a section of three megabytes",
        APPLICANT,
        "draft",
        queries.SAVE,
        saving(BASIC, {"answers": {"achievementsOverview": "业" * 1_000_000}}, revision=3),
    ),
    Bad(
        "answers within answers",
        APPLICANT,
        "draft",
        queries.SAVE,
        saving(BASIC, {"answers": {"department": [[[[[[[[[[[[[[1]]]]]]]]]]]]]]}}, revision=3),
    ),
    Bad(
        "an attachment of nobody",
        APPLICANT,
        "draft",
        queries.SAVE,
        saving(BASIC, {"answers": {"photo": "01a20bdc-ad23-7138-9600-3a4781b0289e"}}, revision=3),
    ),
    Bad(
        "a file of another section",
        APPLICANT,
        "draft",
        queries.SAVE,
        lambda season: saving(
            "materials",
            {"template": "material.employer-recommendation", "answers": {"file": season.ids["attachment"]}},
            revision=1,
        )(season),
    ),
    Bad("a stale save", APPLICANT, "draft", queries.SAVE, saving(BASIC, {"answers": {}}, revision=1)),
    Bad("a save from the future", APPLICANT, "draft", queries.SAVE, saving(BASIC, {"answers": {}}, revision=99)),
    Bad("a change of an entry there is not", APPLICANT, "draft", CHANGE, with_own(entry="nobody")),
    Bad(
        "a change after submission",
        APPLICANT,
        "employer-check",
        queries.SAVE,
        saving(BASIC, {"answers": {}}, revision=3),
    ),
    Bad(
        "a change of what was not returned",
        APPLICANT,
        "returned",
        queries.SAVE,
        saving("employment", {"answers": {}}, revision=1),
    ),
    Bad(
        "two entries of one id",
        APPLICANT,
        "draft",
        queries.SAVE,
        lambda season: {
            **own(season),
            "section": "societies",
            "entries": [{"id": "same", "answers": {}}] * 2,
            "revision": 1,
        },
    ),
    Bad(
        "an endless id of an entry",
        APPLICANT,
        "draft",
        queries.SAVE,
        saving(BASIC, {"id": "x" * 500, "answers": {}}, revision=3),
    ),
    Bad(
        "six hundred entries",
        APPLICANT,
        "draft",
        queries.SAVE,
        lambda season: {**own(season), "section": "societies", "entries": [{"answers": {}}] * 600, "revision": 1},
    ),
    # ── times ──
    Bad("submitting before the window", APPLICANT, "draft", queries.SUBMIT, own, -200 * DAY),
    Bad("submitting after the window", APPLICANT, "draft", queries.SUBMIT, own, 91 * DAY),
    Bad("starting before the window", STRANGER, "draft", queries.START, starting(), -200 * DAY),
    Bad("starting after the window", STRANGER, "draft", queries.START, starting(), 91 * DAY),
    Bad("checking after the window", OPERATOR, "employer-check", queries.APPROVE, own, 121 * DAY),
    Bad("mending too late", APPLICANT, "returned", queries.SUBMIT, own, 30 * DAY),
    Bad("withdrawing what was decided on", APPLICANT, "district-check", queries.WITHDRAW, own),
    Bad("submitting twice", APPLICANT, "employer-check", queries.SUBMIT, own),
    # ── persons ──
    Bad("saving for another", OPERATOR, "returned", queries.SAVE, saving(BASIC, {"answers": {}}, revision=3)),
    Bad("approving at another's turn", OPERATOR, "city-check", queries.APPROVE, own),
    Bad("approving one's own", APPLICANT, "employer-check", queries.APPROVE, own),
    Bad("approving where one votes", ORGANISER, "panel", queries.APPROVE, own),
    Bad(
        "reading a stranger's",
        STRANGER,
        "employer-check",
        queries.DECLARATION,
        lambda season: {"id": season.ids["declaration"]},
    ),
    Bad("submitting a stranger's", STRANGER, "draft", queries.SUBMIT, own),
    Bad("approving a stranger's", STRANGER, "employer-check", queries.APPROVE, own),
    Bad(
        "completing a stranger's upload",
        STRANGER,
        "draft",
        queries.COMPLETE_UPLOAD,
        lambda season: {"id": season.ids["upload"]},
    ),
    Bad(
        "making oneself an expert",
        APPLICANT,
        "draft",
        GRANT,
        lambda season: {"residentId": "510107198808080020", "organization": season.ids["employer"]},
    ),
    Bad(
        "issuing before confirming",
        ISSUER,
        "confirmation",
        queries.ISSUE,
        lambda season: {"declarations": [season.ids["declaration"]]},
    ),
    # ── choices ──
    Bad("a second declaration", APPLICANT, "draft", queries.START, starting()),
    Bad("a qualification out of scope", STRANGER, "draft", queries.START, starting(qualification="nurse")),
    Bad("a specialty out of scope", STRANGER, "draft", queries.START, starting(specialty="nursing")),
    Bad("an authority as employer", STRANGER, "draft", queries.START, starting(employer="authority")),
    Bad("an id of another type", STRANGER, "draft", queries.START, starting(activity="employer")),
    # ── ids, cursors, pages ──
    Bad("an id that is none", STRANGER, "draft", NODE, constant(id="x")),
    Bad("an empty id", STRANGER, "draft", NODE, constant(id="")),
    Bad("an id of bytes", STRANGER, "draft", NODE, constant(id="____")),
    Bad("an id beyond ASCII", STRANGER, "draft", NODE, constant(id="申报")),
    Bad("a bare key", STRANGER, "draft", NODE, constant(id="01a20bdc-ad23-7138-9600-3a4781b0289e")),
    Bad(
        "an id of nothing there is",
        STRANGER,
        "draft",
        NODE,
        constant(id="RGVjbGFyYXRpb246MDFhMjBiZGMtYWQyMy03MTM4LTk2MDAtM2E0NzgxYjAyODll"),
    ),
    Bad(
        "an id of a type there is not",
        STRANGER,
        "draft",
        NODE,
        constant(id="UG9lbTowMWEyMGJkYy1hZDIzLTcxMzgtOTYwMC0zYTQ3ODFiMDI4OWU"),
    ),
    Bad("an attachment that is none", STRANGER, "draft", queries.COMPLETE_UPLOAD, constant(id="x")),
    Bad("more nodes than a page", STRANGER, "draft", NODES, lambda season: {"ids": [season.ids["employer"]] * 101}),
    Bad("a page of nothing", STRANGER, "draft", ORGANIZATIONS, constant(first=0)),
    Bad("a page of less than nothing", STRANGER, "draft", ORGANIZATIONS, constant(first=-1)),
    Bad("a page of a thousand", STRANGER, "draft", ORGANIZATIONS, constant(first=1000)),
    Bad("a cursor that is none", STRANGER, "draft", ORGANIZATIONS, constant(first=1, after="x")),
    Bad("an empty cursor", STRANGER, "draft", ORGANIZATIONS, constant(first=1, after="")),
    Bad(
        "a cursor of another list",
        STRANGER,
        "draft",
        ORGANIZATIONS,
        constant(first=1, after="WyIwMWEyMGJkYy1hZDIzLTcxMzgtOTYwMC0zYTQ3ODFiMDI4OWUiXQ=="),
    ),
    Bad("a cursor with another value", STRANGER, "draft", ORGANIZATIONS, constant(first=1, after="WyJhIiwiYiJd")),
    # ── decisions ──
    Bad(
        "a resident id that fails its check digit",
        ADMINISTRATOR,
        "draft",
        GRANT,
        lambda season: {"residentId": "510107198808080021", "organization": season.ids["employer"]},
    ),
    Bad(
        "a resident id of nobody",
        ADMINISTRATOR,
        "draft",
        GRANT,
        lambda season: {"residentId": "11010519491231002X", "organization": season.ids["employer"]},
    ),
    Bad("a return that names nothing", OPERATOR, "employer-check", RETURN, with_own(items=[])),
    Bad("a return that opens nothing", OPERATOR, "employer-check", RETURN, with_own(items=[ANNOUNCED])),
    Bad(
        "votes that do not add up",
        OPERATOR,
        "recommendation",
        queries.RECOMMEND,
        with_own(recommendation={**RECOMMENDATION, "votesFor": 8}),
    ),
    Bad(
        "votes below nothing",
        OPERATOR,
        "recommendation",
        queries.RECOMMEND,
        with_own(recommendation={**RECOMMENDATION, "votesFor": -1}),
    ),
    Bad("a panel of even size", ORGANISER, "panel", queries.PANEL, voting(members=26)),
    Bad("a panel that is too small", ORGANISER, "panel", queries.PANEL, voting(members=23)),
    Bad("a panel without quorum", ORGANISER, "panel", queries.PANEL, voting(members=35)),
    Bad("a meeting tomorrow", ORGANISER, "panel", queries.PANEL, voting(meetingOn="2099-01-01")),
    Bad("a notice of nobody", OPERATOR, "employer-notice", queries.OPEN_NOTICE, publishing(declarations=[])),
    Bad("a notice that hangs nowhere", OPERATOR, "employer-notice", queries.OPEN_NOTICE, publishing(place=" ")),
    Bad("a notice of three days", OPERATOR, "employer-notice", queries.OPEN_NOTICE, publishing(to=2 * DAY)),
    Bad("a notice that has begun", OPERATOR, "employer-notice", queries.OPEN_NOTICE, publishing(**{"from": -9 * DAY})),
    Bad(
        "a notice at the end of time",
        OPERATOR,
        "employer-notice",
        queries.OPEN_NOTICE,
        publishing(**{"from": "9999-12-30", "to": "9999-12-31"}),
    ),
    Bad("a notice of a lifetime", OPERATOR, "employer-notice", queries.OPEN_NOTICE, publishing(to="2099-12-31")),
    Bad(
        "a notice with an endless title",
        OPERATOR,
        "employer-notice",
        queries.OPEN_NOTICE,
        publishing(title="公示" * 3_000),
    ),
    Bad(
        "a notice closed while it runs",
        OPERATOR,
        "employer-notice-running",
        queries.CLOSE_NOTICE,
        lambda season: {"id": season.ids["employer-notice-id"]},
    ),
    Bad(
        "confirming at another's turn",
        CITY,
        "confirmation",
        queries.CONFIRM,
        lambda season: {"declarations": [season.ids["declaration"]]},
    ),
    # ── files ──
    Bad("a photo of 600 KB", APPLICANT, "draft", queries.REQUEST_UPLOAD, announcing(size=614_400)),
    Bad("a text as a photo", APPLICANT, "draft", queries.REQUEST_UPLOAD, announcing(mediaType="text/plain")),
    Bad("a checksum that is none", APPLICANT, "draft", queries.REQUEST_UPLOAD, announcing(sha256="abc")),
    Bad("a file for no field", APPLICANT, "draft", queries.REQUEST_UPLOAD, announcing(pointer="/department")),
    Bad("a file after submission", APPLICANT, "employer-check", queries.REQUEST_UPLOAD, announcing()),
    Bad(
        "completing what did not arrive whole",
        APPLICANT,
        "draft",
        queries.COMPLETE_UPLOAD,
        lambda season: {"id": season.ids["missing-upload"]},
    ),
]
