"""Every mutation and every list as somebody would send it who may, and what came of it for everybody."""

from datetime import timedelta
from typing import Any

from server.journey import queries
from server.journey.applying import FIRST_SECTION
from server.journey.files import draw_portrait
from server.journey.people import Answer
from tests.journeys.permission_tables import WHO
from tests.journeys.seasons import Season, code_of
from tests.journeys.title_reviews import (
    DISCARD,
    OPERATOR,
    RECOMMENDATION,
    REFUSE,
    RETURNED_FIELD,
    VOTE,
    notice_of,
    upload_of,
)

Asked = tuple[str, Answer]
PROBLEMS = "{ problems { code severity } }"


NUMBER = "query Number($id: ID!) { declaration(id: $id) { number } }"
HOLD = f"""mutation Hold($declaration: ID!, $reason: String!) {{
  holdCandidate(declaration: $declaration, reason: $reason) {PROBLEMS} }}"""
RELEASE = f"""mutation Release($declaration: ID!, $reason: String!) {{
  releaseCandidate(declaration: $declaration, hold: "none", reason: $reason) {PROBLEMS} }}"""
EXTEND = f"""mutation Extend($number: String!, $until: DateTime!, $reason: String!) {{
  extendDeadline(number: $number, until: $until, reason: $reason) {PROBLEMS} }}"""


def on_declaration(name: str) -> str:
    return f"mutation Act($declaration: ID!) {{ {name}(declaration: $declaration) {PROBLEMS} }}"


def on_declarations(name: str) -> str:
    return f"mutation Act($declarations: [ID!]!) {{ {name}(declarations: $declarations) {PROBLEMS} }}"


def on_section(name: str, types: str, arguments: str) -> str:
    return f"""mutation Act($declaration: ID!, $revision: Int!, {types}) {{ {name}(declaration: $declaration,
      section: "{FIRST_SECTION}", expectedRevision: $revision, {arguments}) {PROBLEMS} }}"""


async def mutations_at(season: Season) -> dict[str, Asked]:
    """Each mutation of a declaration as somebody would send it who may, at the present stage."""
    declaration = {"declaration": season.ids["declaration"]}
    declarations = {"declarations": [season.ids["declaration"]]}
    today = await season.world.today()
    returned = {"reason": "WRONG_INFORMATION", "section": FIRST_SECTION, "pointer": RETURNED_FIELD, "text": "请补充"}
    notice = season.ids["result-notice-id" if "result" in season.present else "employer-notice-id"]
    reason = {"reason": "核查中"}
    number = (await season.person(WHO["applicant"]).ask(NUMBER, id=season.ids["declaration"]))["declaration"]["number"]
    later = (await season.world.time.now() + timedelta(days=30)).isoformat()
    decline = on_declaration("declineConfirmation").replace("$declaration)", '$declaration, reason: "材料不实")')
    return {
        **await _writing(season, declaration),
        "requestUpload": (queries.REQUEST_UPLOAD, {"upload": upload_of(season.ids["declaration"], draw_portrait())}),
        "completeUpload": (queries.COMPLETE_UPLOAD, {"id": season.ids["upload"]}),
        "checkDeclaration": (on_declaration("checkDeclaration").replace(PROBLEMS, "{ ready }"), declaration),
        "submitDeclaration": (queries.SUBMIT, declaration),
        "withdrawDeclaration": (queries.WITHDRAW, declaration),
        "discardDeclaration": (DISCARD, declaration),
        "restoreDeclaration": (on_declaration("restoreDeclaration"), declaration),
        "approve": (queries.APPROVE, declaration),
        "returnForMending": (queries.RETURN, {**declaration, "items": [returned]}),
        "refuse": (REFUSE, declaration),
        "returnToStep": (
            on_declaration("returnToStep").replace("declaration)", 'declaration, step: 0, comment: "请补充核实")'),
            declaration,
        ),
        "holdCandidate": (HOLD, {**declaration, **reason}),
        "releaseCandidate": (RELEASE, {**declaration, **reason}),
        "extendDeadline": (EXTEND, {"number": number, "until": later, **reason}),
        "upgradeForm": (on_declaration("upgradeForm"), declaration),
        "recommend": (queries.RECOMMEND, {**declaration, "recommendation": RECOMMENDATION}),
        "openNotice": (queries.OPEN_NOTICE, notice_of(season, today, days=30)),
        "closeNotice": (queries.CLOSE_NOTICE, {"id": notice}),
        "recordPanelResult": (queries.PANEL, {**declaration, "vote": {**VOTE, "meetingOn": today.isoformat()}}),
        "confirmResults": (on_declarations("confirmResults"), declarations),
        "declineConfirmation": (decline, declaration),
        "issueCertificates": (on_declarations("issueCertificates"), declarations),
    }


async def _writing(season: Season, declaration: Answer) -> dict[str, Asked]:
    """Changes of the first section that any draft and any return of the address allows."""
    found = (await season.person(WHO["applicant"]).ask(queries.DECLARATION, id=declaration["declaration"]))[
        "declaration"
    ]
    section = next(each for each in found["sections"] if each["key"] == FIRST_SECTION)
    entry = section["entries"][0]
    answers = {key: value for key, value in entry["answers"].items() if key not in {"name", "residentId"}}
    changed = answers | {"address": "四川省成都市武侯区示例路 8 号 2 栋"}
    base = {**declaration, "revision": section["revision"]}
    named = {**base, "entry": entry["id"]}
    save = on_section("saveSection", "$entries: [EntryInput!]!", "entries: $entries")
    add = on_section("addEntry", "$new: EntryInput!", "entry: $new").replace(f'"{FIRST_SECTION}"', '"societies"')
    change = on_section("changeEntry", "$entry: String!, $answers: JSONObject!", "entry: $entry, answers: $answers")
    remove = on_section("removeEntry", "$entry: String!", "entry: $entry")
    return {
        "saveSection": (save, {**base, "entries": [{"id": entry["id"], "answers": changed}]}),
        "changeEntry": (change, {**named, "answers": changed}),
        "addEntry": (add, {**base, "revision": 1, "new": {"answers": {}}}),
        "removeEntry": (remove, named),
    }


ATTACHMENT = "query Attachment($id: ID!) { attachment(id: $id) { fileName } }"
OWN = """{ viewer { declarations { totalCount } certificates { totalCount } lookups { totalCount }
  memberships { id organization { id } } } }"""
REGISTER = 'query Register { certificates(filter: {holderName: "李示例"}) { totalCount nodes { number } } }'


async def other_questions(season: Season) -> dict[str, Asked]:
    place = (await season.person(OPERATOR).ask(OWN))["viewer"]["memberships"][0]
    grant = """mutation Grant($organization: ID!) { grantMembership(
      residentId: "510105198505050032", organization: $organization, role: EXPERT) { problems { code severity } } }"""
    return {
        "grantMembership": (grant, {"organization": place["organization"]["id"]}),
        "revokeMembership": (
            "mutation Revoke($id: ID!) { revokeMembership(membership: $id) { problems { code severity } } }",
            {"id": place["id"]},
        ),
        "openActivity": (
            "mutation Open($id: ID!) { openActivity(activity: $id) { problems { code severity } } }",
            {"id": season.ids["activity"]},
        ),
        "startDeclaration": (
            queries.START,
            {name: season.ids[name] for name in ("activity", "employer", "qualification", "specialty")},
        ),
        "auditTrail": (
            "query Trail($id: ID!) { auditTrail(subject: $id) { totalCount nodes { action } } }",
            {"id": place["organization"]["id"]},
        ),
        "templates": ("{ templates { totalCount nodes { key } } }", {}),
        "plugins": ("{ plugins { name } }", {}),
        "certificates": (REGISTER, {}),
    }


async def verdicts(season: Season, query: str, **variables: Any) -> dict[str, str]:
    """What comes of the same request by everybody."""
    return {who: code_of(await season.person(key).send(query, **variables)) for who, key in WHO.items()}
