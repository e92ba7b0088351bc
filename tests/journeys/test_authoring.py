"""A committee's organiser builds a form from nothing, changes it in mid-season, and nobody's draft is hurt."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from server.journey.people import Person
from services import checks
from services.environment import Environment
from tests.frozen_clock import FrozenClock
from tests.journeys import authored_documents as documents
from tests.journeys.authored_documents import ANSWERS, FORM, PROFILE, PROTOTYPE, STATEMENT, TEMPLATES

pytestmark = pytest.mark.anyio

PROBLEM = "problems { code message severity pointer section params }"
VIEWER = "{ viewer { memberships { organization { id name } role } } }"
CREATE = (
    "mutation Create($owner: ID, $document: JSONObject!, $needsApproval: Boolean! = false) {"
    " made: createTemplate(owner: $owner, document: $document, needsApproval: $needsApproval)"
    f" {{ template {{ id key draft {{ id number revision digest lint {{ code pointer }} }} }} {PROBLEM} }} }}"
)
SAVE = (
    "mutation Save($template: ID!, $document: JSONObject!, $expectedRevision: Int!) {"
    " saved: saveTemplateDraft(template: $template, document: $document, expectedRevision: $expectedRevision)"
    " { template { draft { number revision digest lint { code pointer }"
    f" changes {{ kind changes {{ pointer kind code }} }} }} }} {PROBLEM} }} }}"
)
PUBLISH = (
    "mutation Publish($template: ID!, $accepting: Compatibility! = ADDITIVE) {"
    " published: publishTemplate(template: $template, accepting: $accepting)"
    f" {{ version {{ number status digest publishedBy }} {PROBLEM} }} }}"
)
APPROVE = (
    "mutation Approve($template: ID!, $digest: String!) { approved: approveTemplate(template: $template, digest: $digest)"
    f" {{ template {{ draft {{ approved approvedBy }} }} {PROBLEM} }} }}"
)
COMPOSE = (
    "mutation Compose($form: ID, $owner: ID, $composition: JSONObject!, $expectedRevision: Int! = 0) {"
    " composed: composeForm(form: $form, owner: $owner, composition: $composition, expectedRevision: $expectedRevision)"
    f" {{ form {{ id draft {{ id number lint {{ code pointer }} }} }} {PROBLEM} }} }}"
)
PUBLISH_FORM = (
    "mutation PublishForm($form: ID!, $accepting: Compatibility! = ADDITIVE) {"
    " published: publishForm(form: $form, accepting: $accepting)"
    f" {{ version {{ id number digest }} {PROBLEM} }} }}"
)
CREATE_ACTIVITY = (
    (
        "mutation CreateActivity($committee: ID!, $form: ID!, $route: ID!, $windows: WindowsInput!,"
        ' $details: ActivityDetails!) { created: createActivity(code: "prototype-2026", procedure: TITLE_REVIEW,'
        " year: 2026, title: {_: 0}, committee: $committee, formVersion: $form, route: $route, windows: $windows,"
        f" details: $details) {{ activity {{ id phase }} {PROBLEM} }} }}"
    )
    .replace("{_: 0}", "$title")
    .replace("$details: ActivityDetails!)", "$details: ActivityDetails!, $title: JSONObject!)")
)
OPEN_ACTIVITY = f"mutation Open($activity: ID!) {{ opened: openActivity(activity: $activity) {{ activity {{ phase }} {PROBLEM} }} }}"
CHANGE_ACTIVITY = (
    "mutation ChangeActivity($activity: ID!, $details: ActivityDetails!) {"
    " changed: changeActivity(activity: $activity, details: $details)"
    f" {{ activity {{ formVersion {{ number }} formUpgradeRequired }} {PROBLEM} }} }}"
)
LIKE = """{ activities(search: "electronic-information-2026", open: false) { nodes {
  committee { id scope { qualification { id code } specialties { id code } } } route { id } } }
  organizations(search: "武侯示例电子", kind: EMPLOYER) { nodes { id } } }"""
START = (
    "mutation Start($activity: ID!, $employer: ID!, $qualification: ID!, $specialty: ID) {"
    " started: startDeclaration(activity: $activity, employer: $employer, qualification: $qualification,"
    f" specialty: $specialty) {{ declaration {{ id }} {PROBLEM} }} }}"
)
SAVE_SECTION = (
    "mutation SaveSection($declaration: ID!, $section: String!, $entries: [EntryInput!]!, $expectedRevision: Int!) {"
    " saved: saveSection(declaration: $declaration, section: $section, entries: $entries,"
    f" expectedRevision: $expectedRevision) {{ section {{ revision problems {{ code pointer }} }} {PROBLEM} }} }}"
)
SUBMIT = (
    "mutation Submit($declaration: ID!) { submitted: submitDeclaration(declaration: $declaration)"
    f" {{ declaration {{ status }} {PROBLEM} }} }}"
)
UPGRADE = (
    "mutation Upgrade($declaration: ID!) { upgraded: upgradeForm(declaration: $declaration)"
    f" {{ declaration {{ formUpgrade {{ kind }} }} {PROBLEM} }} }}"
)
READ = """query Read($declaration: ID!) { declaration(id: $declaration) {
  form { version { number } section(key: "achievements") { entries { id fields { name value required } } } }
  readiness { ready problems { code section pointer }
    rules { rule outcome message numbers counted { section entry } } }
  formUpgrade { version { number } required kind changes { code kind } added { pointer title required }
    setAside { section entry pointer value loss } problems { code pointer } }
  setAside { section entry pointer value loss }
  sections { key revision } } }"""
IMPACT = """query Impact($template: ID!) { templateImpact(template: $template) {
  drafts returned submitted wouldFail byCode samples { activity section pointer problem { code message } } } }"""


class Committee:
    """What the organiser has made so far."""

    def __init__(self, organiser: Person, owner: str) -> None:
        self.organiser = organiser
        self.owner = owner
        self.templates: dict[str, str] = {}

    async def create(self, document: dict[str, Any]) -> None:
        made = await self.organiser.change(CREATE, owner=self.owner, document=document)
        assert made["template"]["draft"]["lint"] == []
        self.templates[document["key"]] = made["template"]["id"]

    async def publish(self, key: str, **more: Any) -> int:
        published = await self.organiser.change(PUBLISH, template=self.templates[key], **more)
        number: int = published["version"]["number"]
        return number

    async def publish_anew(self, document: dict[str, Any], **more: Any) -> int:
        template = self.templates[document["key"]]
        await self.organiser.change(SAVE, template=template, document=document, expectedRevision=0)
        return await self.publish(document["key"], **more)

    async def publish_form(self, form: str | None, composition: dict[str, Any], **more: Any) -> tuple[str, str]:
        """The form and its new version."""
        owner = None if form else self.owner
        composed = await self.organiser.change(COMPOSE, form=form, owner=owner, composition=composition)
        assert composed["form"]["draft"]["lint"] == []
        published = await self.organiser.change(PUBLISH_FORM, form=composed["form"]["id"], **more)
        return composed["form"]["id"], published["version"]["id"]


@pytest.fixture
async def organiser(as_person: Callable[[str], httpx.AsyncClient]) -> Person:
    return Person("organiser", as_person("organiser-electronic-information"))


@pytest.fixture
async def committee(organiser: Person) -> Committee:
    memberships = (await organiser.ask(VIEWER))["viewer"]["memberships"]
    [owner] = [each["organization"]["id"] for each in memberships if each["role"] == "ORGANISER"]
    return Committee(organiser, owner)


@pytest.fixture
async def applicant(as_person: Callable[[str], httpx.AsyncClient]) -> Person:
    return Person("applicant", as_person("applicant-zhao"))


async def open_activity(committee: Committee, clock: FrozenClock, form_version: str) -> dict[str, Any]:
    """With all that an applicant needs to start."""
    like = await committee.organiser.ask(LIKE)
    [activity] = like["activities"]["nodes"]
    [scope] = [each for each in activity["committee"]["scope"] if each["qualification"]["code"].endswith("-082")]
    window = {
        "opens": (clock.now() - timedelta(days=1)).isoformat(),
        "closes": (clock.now() + timedelta(days=60)).isoformat(),
    }
    created = await committee.organiser.change(
        CREATE_ACTIVITY,
        committee=activity["committee"]["id"],
        form=form_version,
        route=activity["route"]["id"],
        windows={"declare": window},
        title={"zh-CN": "样机评审", "en": "Prototype review"},
        details={"hotline": "028-00000000", "achievementsFrom": "2020-01-01"},
    )
    await committee.organiser.change(OPEN_ACTIVITY, activity=created["activity"]["id"])
    return {
        "activity": created["activity"]["id"],
        "employer": like["organizations"]["nodes"][0]["id"],
        "qualification": scope["qualification"]["id"],
        "specialty": scope["specialties"][0]["id"] if scope["specialties"] else None,
    }


async def fill(applicant: Person, chosen: dict[str, Any]) -> str:
    declaration: str = (await applicant.change(START, **chosen))["declaration"]["id"]
    for section, entries in ANSWERS.items():
        await applicant.change(
            SAVE_SECTION, declaration=declaration, section=section, entries=entries, expectedRevision=0
        )
    return declaration


async def read(person: Person, declaration: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await person.ask(READ, declaration=declaration, **more))["declaration"]
    return found


def codes(payload: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(each["code"], each["pointer"]) for each in payload["problems"]]


async def test_from_nothing_to_a_breaking_version(
    environment: Environment, committee: Committee, organiser: Person, applicant: Person, clock: FrozenClock
) -> None:
    # From nothing: a draft with problems is kept, with its problems; publishing it is refused.
    unfinished = documents.changed(PROFILE, texts={"en": {}})
    made = await organiser.change(CREATE, owner=committee.owner, document=unfinished)
    template = made["template"]["id"]
    committee.templates[PROFILE["key"]] = template
    assert {each["code"] for each in made["template"]["draft"]["lint"]} == {"LINT_TEXTS"}
    refused = await organiser.try_change(PUBLISH, template=template)
    assert set(codes(refused)) == {("LINT_TEXTS", "/texts/en")}
    lying = documents.changed(PROFILE, examples=[{**PROFILE["examples"][1], "problems": []}])
    await organiser.change(SAVE, template=template, document=lying, expectedRevision=1)
    refused = await organiser.try_change(PUBLISH, template=template)
    assert codes(refused) == [("LINT_EXAMPLE", "/examples/0")]
    stale = await organiser.try_change(SAVE, template=template, document=PROFILE, expectedRevision=1)
    assert codes(stale) == [("STALE_REVISION", None)]
    await organiser.change(SAVE, template=template, document=PROFILE, expectedRevision=2)
    assert await committee.publish(PROFILE["key"]) == 1
    for document in (PROTOTYPE, STATEMENT):
        await committee.create(document)
        assert await committee.publish(document["key"]) == 1

    # The form: a pin that leads nowhere is refused, then it is published and an activity uses it.
    nowhere = documents.changed(FORM, sections=[{**FORM["sections"][0], "template": "section.nowhere"}])
    composed = await organiser.change(COMPOSE, owner=committee.owner, composition=nowhere)
    form = composed["form"]["id"]
    assert codes(await organiser.try_change(PUBLISH_FORM, form=form)) == [("UNKNOWN_REFERENCE", "/sections/0")]
    await organiser.change(COMPOSE, form=form, composition=FORM, expectedRevision=1)
    published = await organiser.change(PUBLISH_FORM, form=form)
    chosen = await open_activity(committee, clock, published["version"]["id"])

    # An applicant fills it in; eligibility is explained with its numbers and where they come from.
    declaration = await fill(applicant, chosen)
    found = await read(applicant, declaration)
    assert found["readiness"]["ready"] is True
    [years] = [each for each in found["readiness"]["rules"] if each["rule"] == "prototype-review.years"]
    assert years == {
        "rule": "prototype-review.years",
        "outcome": "BROKEN",
        "message": "一般须满 5 年，现为 4 年。",
        "numbers": {"required": 5, "counted": 4},
        "counted": [{"section": "profile", "entry": "profile"}],
    }

    # An additive version: nobody's draft moves by itself, and moving changes nothing that was filled in.
    assert await committee.publish_anew(documents.additive_prototype()) == 2
    _, additive = await committee.publish_form(form, FORM)
    details = {"formVersion": additive, "formUpgradeRequired": False}
    await organiser.change(CHANGE_ACTIVITY, activity=chosen["activity"], details=details)
    found = await read(applicant, declaration)
    assert (found["form"]["version"]["number"], found["formUpgrade"]["version"]["number"]) == (1, 2)
    assert (found["formUpgrade"]["kind"], found["formUpgrade"]["setAside"]) == ("ADDITIVE", [])
    assert [each["title"] for each in found["formUpgrade"]["added"]] == ["说明"]
    assert found["readiness"]["ready"] is True
    before = {each["key"]: each["revision"] for each in found["sections"]}
    await applicant.change(UPGRADE, declaration=declaration)
    found = await read(applicant, declaration)
    assert (found["form"]["version"]["number"], found["formUpgrade"], found["setAside"]) == (2, None, [])
    assert {each["key"]: each["revision"] for each in found["sections"]} == before
    assert codes(await applicant.try_change(UPGRADE, declaration=declaration)) == [("FORM_IS_CURRENT", None)]

    # A breaking version is refused unless it is meant, and its impact is known before.
    template = committee.templates[PROTOTYPE["key"]]
    broken = documents.breaking_prototype()
    saved = await organiser.change(SAVE, template=template, document=broken, expectedRevision=0)
    assert saved["template"]["draft"]["changes"]["kind"] == "BREAKING"
    refused = await organiser.try_change(PUBLISH, template=template)
    assert {each["params"]["changeCode"] for each in refused["problems"]} == {"REQUIRED_FIELD_ADDED", "FIELD_REMOVED"}
    impact = (await organiser.ask(IMPACT, template=template))["templateImpact"]
    assert (impact["drafts"], impact["wouldFail"], impact["byCode"]) == (1, 1, {"REQUIRED": 1})
    [sample] = impact["samples"]
    assert (sample["activity"], sample["section"], sample["pointer"]) == ("prototype-2026", "achievements", "/*/usedAt")
    assert await committee.publish(PROTOTYPE["key"], accepting="BREAKING") == 3
    _, breaking = await committee.publish_form(form, FORM, accepting="BREAKING")

    # The organiser requires the move: the old draft cannot slip past, and what has no place is set aside, not lost.
    details = {"formVersion": breaking, "formUpgradeRequired": True}
    await organiser.change(CHANGE_ACTIVITY, activity=chosen["activity"], details=details)
    assert ("FORM_UPGRADE_REQUIRED", None) in codes(await applicant.try_change(SUBMIT, declaration=declaration))
    found = await read(applicant, declaration)
    assert (found["readiness"]["ready"], found["formUpgrade"]["required"]) == (False, True)
    lost = {"section": "achievements", "entry": "terminal", "pointer": "/rank", "value": 2, "loss": "NO_FIELD"}
    assert found["formUpgrade"]["setAside"] == [lost]
    assert [each["code"] for each in found["formUpgrade"]["problems"]] == ["REQUIRED"]
    await applicant.change(UPGRADE, declaration=declaration)
    found = await read(applicant, declaration)
    assert found["setAside"] == [lost]
    assert [(each["code"], each["pointer"]) for each in found["readiness"]["problems"] if each["code"] != "RULE"] == [
        ("REQUIRED", "/terminal/usedAt")
    ]
    assert codes(await applicant.try_change(SUBMIT, declaration=declaration)) == [("REQUIRED", "/terminal/usedAt")]
    mended = {"name": "采集终端", "finishedOn": "2025-03-01", "usedAt": "示例工厂"}
    entry = {"id": "terminal", "template": "achievement.prototype", "answers": mended}
    revision = {each["key"]: each["revision"] for each in found["sections"]}["achievements"]
    await applicant.change(
        SAVE_SECTION, declaration=declaration, section="achievements", entries=[entry], expectedRevision=revision
    )
    submitted = await applicant.change(SUBMIT, declaration=declaration)
    assert submitted["declaration"]["status"] == "IN_REVIEW"
    assert await checks.run(environment.keys) == []


async def test_a_second_person_approves_where_the_owner_asks_for_it(
    committee: Committee, organiser: Person, as_person: Callable[[str], httpx.AsyncClient]
) -> None:
    made = await organiser.change(CREATE, owner=committee.owner, document=STATEMENT, needsApproval=True)
    template, draft = made["template"]["id"], made["template"]["draft"]
    assert codes(await organiser.try_change(PUBLISH, template=template)) == [("APPROVAL_MISSING", None)]
    own = await organiser.try_change(APPROVE, template=template, digest=draft["digest"])
    assert codes(own) == [("APPROVAL_OF_OWN_WORK", None)]
    second = Person("administrator", as_person("administrator-sichuan"))
    assert codes(await second.try_change(APPROVE, template=template, digest="sha256:0")) == [
        ("APPROVAL_OUTDATED", None)
    ]
    approved = await second.change(APPROVE, template=template, digest=draft["digest"])
    assert approved["template"]["draft"]["approved"] is True
    longer = documents.changed(STATEMENT, help={"zh-CN": "简要", "en": "Be brief"})
    await organiser.change(SAVE, template=template, document=longer, expectedRevision=1)
    assert codes(await organiser.try_change(PUBLISH, template=template)) == [("APPROVAL_MISSING", None)]


async def test_templates_are_carried_to_another_committee(
    committee: Committee, organiser: Person, as_person: Callable[[str], httpx.AsyncClient]
) -> None:
    for document in TEMPLATES:
        await committee.create(document)
        await committee.publish(document["key"])
    form, _ = await committee.publish_form(None, FORM)
    export = "query Export($templates: [ID!]!, $forms: [ID!]) { exportTemplates(templates: $templates, forms: $forms) }"
    bundle = (await organiser.ask(export, templates=list(committee.templates.values()), forms=[form]))[
        "exportTemplates"
    ]
    assert [each["key"] for each in bundle["templates"]] == [each["key"] for each in TEMPLATES]
    load = (
        "mutation Import($owner: ID!, $bundle: JSONObject!) { imported: importTemplates(owner: $owner, bundle: $bundle)"
        f" {{ documents {{ key outcome }} {PROBLEM} }} }}"
    )
    again = await organiser.change(load, owner=committee.owner, bundle=bundle)
    assert {each["outcome"] for each in again["documents"]} == {"UNCHANGED"}
    other = Person("nursing", as_person("organiser-nursing"))
    [membership] = (await other.ask(VIEWER))["viewer"]["memberships"]
    theirs = membership["organization"]["id"]
    assert codes(await other.try_change(load, owner=theirs, bundle=bundle)) == [("DUPLICATE_KEY", None)]
    copy = (
        "mutation Copy($template: ID!, $owner: ID!, $key: String!) {"
        " copied: copyTemplate(template: $template, owner: $owner, key: $key)"
        f" {{ template {{ key owner {{ id }} draft {{ lint {{ code }} }} }} {PROBLEM} }} }}"
    )
    source = committee.templates[STATEMENT["key"]]
    copied = await other.change(copy, template=source, owner=theirs, key="material.nursing-statement")
    assert copied["template"] == {"key": "material.nursing-statement", "owner": {"id": theirs}, "draft": {"lint": []}}
    answer = await other.send(PUBLISH, template=source)
    assert answer["errors"][0]["extensions"]["code"] == "NOT_PERMITTED"
