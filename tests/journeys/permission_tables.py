"""Who may do and see what, at every stage a declaration can be in: the specification, which the tests hold true.

Whoever is not named may not. A person who may not see the declaration is told that there is none; one who may see it
but not act is refused with a reason; nobody is told anything without signing in, except what is public.
"""

from tests.journeys.seasons import ANYBODY
from tests.journeys.title_reviews import CITY, DISTRICT, ISSUER, OPERATOR, ORGANISER, OTHER_OPERATOR

WHO = {
    "anybody": ANYBODY,
    "applicant": "applicant-li",
    "other-applicant": "applicant-wang",
    "operator": OPERATOR,
    "other-operator": OTHER_OPERATOR,
    "district": DISTRICT,
    "other-district": "reviewer-jinjiang-hrss",
    "city": CITY,
    "organiser": ORGANISER,
    "other-organiser": "organiser-nursing",
    "expert": "expert-electronics-1",
    "issuer": ISSUER,
    "other-issuer": "issuer-mianyang-hrss",
    "administrator": "administrator-sichuan",
    "integrator": "integrator-talent-data",
}

CONCERNED = ["applicant", "operator", "district", "city", "organiser", "issuer", "administrator"]

WRITING_NAMED = "saveSection changeEntry requestUpload completeUpload"
WRITING = f"{WRITING_NAMED} addEntry removeEntry"
CHECKING = "approve returnForMending refuse"

# stage → who sees the declaration, and what may be done to it by whom.
# Everybody who sees it may ask for the dry run (checkDeclaration).
STAGES: dict[str, tuple[str, dict[str, str]]] = {
    "draft": ("applicant", {WRITING + " submitDeclaration discardDeclaration": "applicant"}),
    "discarded": ("applicant", {"restoreDeclaration": "applicant"}),
    "withdrawn": (
        "applicant administrator",
        {WRITING + " submitDeclaration discardDeclaration": "applicant"},
    ),
    "employer-check": (
        "applicant operator administrator",
        {"withdrawDeclaration": "applicant", CHECKING: "operator"},
    ),
    "returned": (  # one field of one entry was named: nothing can be added or removed
        "applicant operator administrator",
        {WRITING_NAMED + " submitDeclaration discardDeclaration": "applicant"},
    ),
    "refused": ("applicant operator administrator", {}),
    "recommendation": ("applicant operator administrator", {"recommend": "operator"}),
    "employer-notice": ("applicant operator administrator", {"openNotice": "operator"}),
    "employer-notice-running": ("applicant operator administrator", {}),
    "employer-notice-over": ("applicant operator administrator", {"closeNotice": "operator"}),
    "district-check": ("applicant operator district administrator", {f"{CHECKING} returnToStep": "district"}),
    "city-check": ("applicant operator district city administrator", {f"{CHECKING} returnToStep": "city"}),
    "acceptance": (
        "applicant operator district city organiser administrator",
        {f"{CHECKING} returnToStep": "organiser"},
    ),
    "panel": ("applicant operator district city organiser administrator", {"recordPanelResult": "organiser"}),
    "not-passed": ("applicant operator district city organiser administrator", {}),
    "result-notice": ("applicant operator district city organiser administrator", {"openNotice": "organiser"}),
    "result-notice-running": ("applicant operator district city organiser administrator", {}),
    "result-notice-over": ("applicant operator district city organiser administrator", {"closeNotice": "organiser"}),
    "confirmation": (
        "applicant operator district city organiser issuer administrator",
        {"confirmResults declineConfirmation": "issuer"},
    ),
    "issuance": (
        "applicant operator district city organiser issuer administrator",
        {"issueCertificates": "issuer"},
    ),
    "passed": ("applicant operator district city organiser issuer administrator", {}),
}

# stage → whose desk holds it: how many are pending, waiting to be mended, done. The other operator has one of their own.
DESKS: dict[str, dict[str, tuple[int, int, int]]] = {
    "draft": {},
    "discarded": {},
    "withdrawn": {},
    "employer-check": {"operator": (1, 0, 0)},
    "returned": {"operator": (0, 1, 0)},
    "refused": {"operator": (0, 0, 1)},
    "recommendation": {"operator": (1, 0, 1)},
    "employer-notice": {"operator": (1, 0, 2)},
    "employer-notice-running": {"operator": (1, 0, 2)},
    "employer-notice-over": {"operator": (1, 0, 2)},
    "district-check": {"operator": (0, 0, 3), "district": (1, 0, 0)},
    "city-check": {"operator": (0, 0, 3), "district": (0, 0, 1), "city": (1, 0, 0)},
    "acceptance": {"operator": (0, 0, 3), "district": (0, 0, 1), "city": (0, 0, 1), "organiser": (1, 0, 0)},
    "panel": {"operator": (0, 0, 3), "district": (0, 0, 1), "city": (0, 0, 1), "organiser": (1, 0, 1)},
    "not-passed": {"operator": (0, 0, 3), "district": (0, 0, 1), "city": (0, 0, 1), "organiser": (0, 0, 2)},
    "result-notice": {"operator": (0, 0, 3), "district": (0, 0, 1), "city": (0, 0, 1), "organiser": (1, 0, 2)},
    "result-notice-running": {"operator": (0, 0, 3), "district": (0, 0, 1), "city": (0, 0, 1), "organiser": (1, 0, 2)},
    "result-notice-over": {"operator": (0, 0, 3), "district": (0, 0, 1), "city": (0, 0, 1), "organiser": (1, 0, 2)},
    "confirmation": {
        "operator": (0, 0, 3),
        "district": (0, 0, 1),
        "city": (0, 0, 1),
        "organiser": (0, 0, 3),
        "issuer": (1, 0, 0),
    },
    "issuance": {
        "operator": (0, 0, 3),
        "district": (0, 0, 1),
        "city": (0, 0, 1),
        "organiser": (0, 0, 3),
        "issuer": (1, 0, 1),
    },
    "passed": {
        "operator": (0, 0, 3),
        "district": (0, 0, 1),
        "city": (0, 0, 1),
        "organiser": (0, 0, 3),
        "issuer": (0, 0, 2),
    },
}
OVER = {"refused", "not-passed", "passed"}
OVERSEERS = {"organiser", "issuer", "administrator"}


def allowed_at(stage: str) -> dict[str, set[str]]:
    """The row of the table, and what can be done at any stage: holding by the desk that has it and by those above it
    who see it, moving the deadline by those above it, who are told its number.
    """
    sees, desks = set(STAGES[stage][0].split()), DESKS[stage]
    keepers = {who for who, (pending, _, _) in desks.items() if pending}
    always = {
        "holdCandidate": (keepers | OVERSEERS) & sees if keepers else set(),
        "extendDeadline": set() if stage in OVER else OVERSEERS,
    }
    return {**named(STAGES[stage][1]), **always}


OTHER_DESK = {"other-operator": (1, 0, 0)}

# Whose desks there are to ask for, whoever works at them.
DESK_KEEPERS = "operator other-operator district other-district city organiser other-organiser issuer other-issuer"

# What does not depend on a declaration's stage; the activity is open already, and the applicant has one in it.
ONCE = {
    "grantMembership revokeMembership": "administrator",
    "openActivity": "organiser administrator",
    "startDeclaration": " ".join(who for who in WHO if who not in {"anybody", "applicant"}),
    "auditTrail": "administrator",
    "templates": "organiser other-organiser administrator",
    "plugins": "organiser other-organiser administrator",
    "certificates": "integrator administrator",
}

# What authors ask → who may, and what everybody else is told who has signed in. The office has published what it wrote,
# so that other authors know of it; its next draft was saved by the organiser.
AUTHORING = {
    "createTemplate importTemplates composeForm requestSampleUpload": ("organiser administrator", "NOT_PERMITTED"),
    "saveTemplateDraft discardTemplateDraft publishTemplate retireTemplate": (
        "organiser administrator",
        "NOT_PERMITTED",
    ),
    "discardFormDraft publishForm retireForm": ("organiser administrator", "NOT_PERMITTED"),
    "approveTemplate approveForm": ("administrator", "NOT_PERMITTED"),
    "copyTemplate copyForm": ("organiser administrator", "NOT_PERMITTED"),
    "createActivity changeActivity closeDeclaring": ("organiser administrator", "NOT_PERMITTED"),
    "upgradeForm": ("applicant", "NOT_FOUND"),
    "completeSampleUpload": ("organiser", "NOT_FOUND"),
    "composedForms templatePreview formPreview exportTemplates": (
        "organiser other-organiser administrator",
        "NOT_PERMITTED",
    ),
    "templateImpact formImpact": ("organiser administrator", "NOT_PERMITTED"),
}
OWN_WORK = {"approveTemplate": "organiser", "approveForm": "organiser"}  # is approved by somebody else


PUBLIC = ["activities", "catalogue", "committees", "form", "notices", "organizations", "verifyCertificate"]
TESTED_ABOVE = ["attachment", "declaration", "node", "nodes", "reviewQueue", "viewer"]

# What is tested where its own story is told.
ELSEWHERE = {
    "test_panel_permissions": "addExperts inviteExperts removeExperts answerInvitation takeLeave createPanel commitDraw "
    "drawExperts replaceMember recordAttendance concludePanel confirmMinutes assignCandidates removeCandidate submitOpinion "
    "scheduleDefence recordDefence declareConflict pinConflict openBallot castBallot closeBallot "
    "ownExpertEntries panels expertDraw myBallots ballotCounted",
    "test_detours": "bulkDecide raiseObjection resolveObjection",
}

PUBLICLY_NAMED = {"closeNotice"}  # anybody knows of a notice, so that closing another's is refused in words

RESIDENT_ID = "510107198808080020"
SUBMITTED_ADDRESS = "四川省成都市武侯区示例路 8 号"
ACTION_OF = {
    "submitDeclaration": "SUBMIT",
    "withdrawDeclaration": "WITHDRAW",
    "discardDeclaration": "DISCARD",
    "restoreDeclaration": "RESTORE",
    "approve": "APPROVE",
    "returnForMending": "RETURN_FOR_MENDING",
    "returnToStep": "RETURN_TO_STEP",
    "holdCandidate": "HOLD",
    "extendDeadline": "EXTEND_DEADLINE",
    "refuse": "REFUSE",
    "recommend": "RECOMMEND",
    "openNotice": "OPEN_NOTICE",
    "closeNotice": "CLOSE_NOTICE",
    "recordPanelResult": "RECORD_PANEL_RESULT MISS_DEFENCE",
    "confirmResults": "CONFIRM",
    "declineConfirmation": "DECLINE_CONFIRMATION",
    "issueCertificates": "ISSUE",
}


def named(table: dict[str, str]) -> dict[str, set[str]]:
    """Each single name of a row's heading with those who are in the row."""
    return {name: set(people.split()) for names, people in table.items() for name in names.split()}


def verdict(who: str, *, sees: bool, may: bool) -> str:
    if who == "anybody":
        return "NOT_SIGNED_IN"
    if not sees:
        return "NOT_FOUND"
    return "OK" if may else "refused"


def read(code: str, *, expected: str) -> str:
    """A refusal may give any reason; a fault, or a question that was not understood, is never one."""
    fits = expected == "refused" and code not in {"OK", "INTERNAL", "INVALID_INPUT", "INVALID_OPERATION"}
    return expected if fits else code


def authoring_verdicts(name: str) -> dict[str, str]:
    [(allowed, otherwise)] = [row for names, row in AUTHORING.items() if name in names.split()]
    found = {who: "OK" if who in allowed.split() else otherwise for who in WHO} | {"anybody": "NOT_SIGNED_IN"}
    return found | ({OWN_WORK[name]: "APPROVAL_OF_OWN_WORK"} if name in OWN_WORK else {})
