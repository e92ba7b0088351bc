from collections.abc import Awaitable, Callable

import pytest

from form_templates.digest import digest
from server.journey.people import Answer, Person
from tests.journeys.authored_documents import FORM, TEMPLATES, additive_prototype, breaking_prototype, changed
from tests.schema.offices import COMPOSE, PROBLEMS, PUBLISH_FORM, Office, office_of

pytestmark = pytest.mark.anyio

Sign = Callable[[str], Person]
Count = Callable[..., Awaitable[int]]
ORGANISER, OTHER = "organiser-electronic-information", "organiser-nursing"
LIST = """query List($owner: ID, $search: String, $status: TemplateStatus, $first: Int! = 20) {
  composedForms(owner: $owner, search: $search, status: $status, first: $first) { totalCount nodes {
    key title origin owner { name } versions { number status digest savedBy publishedBy }
    current { number } draft { number savedBy } } } }"""
READ = """query Read($id: ID!) { node(id: $id) { ... on ComposedForm { key title needsApproval origin owner { id }
  draft { id number status revision digest composition savedAt savedBy publishedBy approvedAt publishedAt retiredAt
    lint { code message pointer } changes { since kind changes { code } } }
  current { number composition } versions { number } history { totalCount nodes { action by } }
  actions { action allowed refusal { code } } } } }"""


def acting(name: str, types: str = "", arguments: str = "") -> str:
    return f"""mutation Act($form: ID!{types}) {{ {name}(form: $form{arguments}) {{
      form {{ key draft {{ number approvedAt }} current {{ number }} versions {{ number status }} }} {PROBLEMS} }} }}"""


DISCARD = acting("discardFormDraft", ", $revision: Int!", ", expectedRevision: $revision")
APPROVE = acting("approveForm", ", $digest: String!", ", digest: $digest")
RETIRE = acting("retireForm", ", $reason: String!", ", reason: $reason")
COPY = f"""mutation Copy($form: ID!, $owner: ID!, $key: String!) {{ copyForm(form: $form, owner: $owner, key: $key) {{
  form {{ key owner {{ id }} draft {{ number composition }} }} {PROBLEMS} }} }}"""


@pytest.fixture
async def office(person: Sign) -> Office:
    """Which has published the templates of the form."""
    office = await office_of(person(ORGANISER))
    for document in TEMPLATES:
        await office.publish(document)
    return office


async def read(asking: Person, form: str, **more: str) -> Answer:
    found: Answer = (await asking.ask(READ, id=form, **more))["node"]
    return found


# ── browsing ─────────────────────────────────────────────────────────────────
async def test_an_organiser_browses_forms(person: Sign) -> None:
    found = (await person(OTHER).ask(LIST, search="form.health", locale="en"))["composedForms"]
    [form] = found["nodes"]
    [version] = form.pop("versions")
    assert (version["number"], version["status"], version["publishedBy"]) == (1, "PUBLISHED", None)
    assert form == {
        "key": "form.health",
        "title": form["title"],
        "origin": "health",
        "owner": None,
        "current": {"number": 1},
        "draft": None,
    }


@pytest.mark.parametrize("items", [1, 3])
async def test_a_list_costs_the_same_however_long(office: Office, count_statements: Count, items: int) -> None:
    """With their owners, drafts, and everybody who saved and published them."""
    for number in range(3):
        key = f"form.prototype-{number}"
        version = await office.publish_form(changed(FORM, key=key))
        await office.compose(changed(FORM, key=key, rules=[]), form=version["form"])
    found = (await office.organiser.ask(LIST, owner=office.id))["composedForms"]
    assert (found["totalCount"], [row["draft"] for row in found["nodes"]]) == (
        3,
        [{"number": 2, "savedBy": "曹示例甲"}] * 3,
    )
    assert await count_statements(office.organiser, LIST, owner=office.id, first=items) == 7


# ── drafting ─────────────────────────────────────────────────────────────────
async def test_a_draft_says_all_that_its_author_needs(office: Office) -> None:
    composed = await office.compose()
    found = await read(office.organiser, composed["id"])
    draft = found.pop("draft")
    composition = draft.pop("composition")
    actions = {each["action"]: each["refusal"] and each["refusal"]["code"] for each in found.pop("actions")}

    assert found == {
        "key": FORM["key"],
        "title": "样机评审申报表",
        "needsApproval": False,
        "origin": "",
        "owner": {"id": office.id},
        "current": None,
        "versions": [{"number": 1}],
        "history": {"totalCount": 1, "nodes": [{"action": "CREATE", "by": "曹示例甲"}]},
    }
    assert composition["sections"][0] == {**FORM["sections"][0], "version": 1}
    assert draft == {
        "id": draft["id"],
        "number": 1,
        "status": "DRAFT",
        "revision": 1,
        "digest": digest(composition),
        "savedAt": "2026-04-15T02:00:00+00:00",
        "savedBy": "曹示例甲",
        "publishedBy": None,
        "approvedAt": None,
        "publishedAt": None,
        "retiredAt": None,
        "lint": [],
        "changes": None,
    }
    assert actions == {
        "SAVE_DRAFT": None,
        "DISCARD_DRAFT": None,
        "APPROVE": "APPROVAL_OF_OWN_WORK",
        "PUBLISH": None,
        "RETIRE": "NOT_PUBLISHED",
    }


@pytest.mark.parametrize(
    ("locale", "message"),
    [
        ("zh-CN", "找不到“section.nowhere”，请重新选择。"),
        ("en", "There is no “section.nowhere”. Choose again."),
    ],
)
async def test_a_pin_that_leads_nowhere_is_kept_and_told(office: Office, locale: str, message: str) -> None:
    nowhere = changed(FORM, sections=[{"key": "a", "group": "all", "template": "section.nowhere"}])
    form = (await office.compose(nowhere))["id"]
    told = {"code": "UNKNOWN_REFERENCE", "message": message, "pointer": "/sections/0"}
    refused = await office.organiser.try_change(PUBLISH_FORM, form=form, locale=locale)
    [problem] = refused["problems"]

    assert (await read(office.organiser, form, locale=locale))["draft"]["lint"] == [told]
    assert {name: problem[name] for name in told} == told
    assert (problem["path"], refused["version"]) == (["composition"], None)


async def test_refusals_leave_the_draft_as_it_was(office: Office) -> None:
    form = (await office.compose())["id"]
    before = await read(office.organiser, form)
    asked: list[tuple[str, Answer, str]] = [
        (COMPOSE, {"owner": office.id, "composition": FORM}, "DUPLICATE_KEY"),
        (COMPOSE, {"form": form, "composition": FORM, "revision": 0}, "STALE_REVISION"),
        (COMPOSE, {"form": form, "composition": changed(FORM, key="form.x"), "revision": 1}, "DOCUMENT_KEY"),
        (COMPOSE, {"form": form, "composition": {}, "revision": 1}, "LINT_SHAPE"),
        (DISCARD, {"form": form, "revision": 2}, "STALE_REVISION"),
        (APPROVE, {"form": form, "digest": before["draft"]["digest"]}, "APPROVAL_OF_OWN_WORK"),
        (APPROVE, {"form": form, "digest": "sha256:0"}, "APPROVAL_OUTDATED"),
        (RETIRE, {"form": form, "reason": ""}, "NOT_PUBLISHED"),
    ]
    found = [
        (await office.organiser.try_change(query, **variables))["problems"][0]["code"] for query, variables, _ in asked
    ]

    assert found == [code for *_, code in asked]
    assert await read(office.organiser, form) == before


# ── to the published version and beyond ──────────────────────────────────────
VERSION = """query Version($id: ID!) { node(id: $id) { id ... on FormVersion { number digest } } }"""


async def test_from_the_draft_to_retirement(person: Sign, office: Office) -> None:
    organiser, administrator = office.organiser, person("administrator-sichuan")
    asked = COMPOSE.replace("$revision: Int! = 0)", "$revision: Int! = 0, $needs: Boolean! = true)").replace(
        "expectedRevision: $revision)", "expectedRevision: $revision, needsApproval: $needs)"
    )
    composed = (await organiser.change(asked, owner=office.id, composition=FORM))["form"]
    form = composed["id"]
    refused = await organiser.try_change(PUBLISH_FORM, form=form)
    assert [each["code"] for each in refused["problems"]] == ["APPROVAL_MISSING"]
    approved = await administrator.change(APPROVE, form=form, digest=composed["draft"]["digest"])
    assert approved["form"]["draft"] == {"number": 1, "approvedAt": "2026-04-15T02:00:00+00:00"}
    published = (await organiser.change(PUBLISH_FORM, form=form))["version"]
    assert published == {
        "id": composed["draft"]["id"],
        "number": 1,
        "status": "PUBLISHED",
        "digest": published["digest"],
    }
    frozen = {"id": published["id"], "number": 1, "digest": published["digest"]}
    assert (await person("anybody").ask(VERSION, id=published["id"]))["node"] == frozen
    await organiser.change(COMPOSE, form=form, composition=changed(FORM, rules=[]))
    assert (await organiser.change(DISCARD, form=form, revision=1))["form"]["draft"] is None
    retired = (await organiser.change(RETIRE, form=form, reason="不再使用"))["form"]
    assert (retired["current"], retired["versions"]) == (None, [{"number": 1, "status": "RETIRED"}])
    history = (await read(organiser, form))["history"]["nodes"]
    assert [(each["action"], each["by"]) for each in history] == [
        ("CREATE", "曹示例甲"),
        ("APPROVE", "昌示例己"),
        ("PUBLISH", "曹示例甲"),
        ("SAVE_DRAFT", "曹示例甲"),
        ("DISCARD_DRAFT", "曹示例甲"),
        ("RETIRE", "曹示例甲"),
    ]


async def test_a_frozen_form_shows_what_its_author_wrote(office: Office) -> None:
    first = await office.publish_form()
    await office.publish(additive_prototype())
    composed = await office.compose(form=first["form"])
    found = await read(office.organiser, first["form"])

    assert found["current"]["composition"]["sections"][1]["templates"] == [
        {"template": "achievement.prototype", "version": 1}
    ]
    assert composed["draft"]["composition"]["sections"][1]["templates"] == [
        {"template": "achievement.prototype", "version": 2}
    ]
    assert "document" not in str(found["current"]["composition"])
    assert (found["draft"]["changes"]["since"], found["draft"]["changes"]["kind"]) == (1, "ADDITIVE")


async def test_a_breaking_version_has_to_be_meant(office: Office) -> None:
    first = await office.publish_form()
    await office.publish(breaking_prototype())
    await office.compose(form=first["form"])
    refused = await office.organiser.try_change(PUBLISH_FORM, form=first["form"], locale="en")
    kinds = {(each["code"], each["params"]["changeCode"]) for each in refused["problems"]}

    assert kinds == {
        ("CHANGE_NOT_ACCEPTED", "FIELD_REMOVED"),
        ("CHANGE_NOT_ACCEPTED", "REQUIRED_FIELD_ADDED"),
    }
    meant = await office.organiser.change(PUBLISH_FORM, form=first["form"], accepting="BREAKING")
    assert meant["version"]["number"] == 2


# ── who knows of it ──────────────────────────────────────────────────────────
async def test_a_draft_is_its_owners_alone(person: Sign, office: Office) -> None:
    form = await office.compose()
    other = person(OTHER)
    for who, asked in ((other, form["id"]), (other, form["draft"]["id"]), (office.organiser, form["draft"]["id"])):
        answer = await who.send(VERSION, id=asked)
        assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND", "a draft is no form version"
    for filters in ({"owner": office.id}, {"status": "DRAFT"}, {"search": "prototype-review"}):
        assert (await other.ask(LIST, **filters))["composedForms"]["totalCount"] == 0
    assert (await office.organiser.ask(LIST, status="DRAFT"))["composedForms"]["totalCount"] == 1


async def test_of_what_is_published_others_see_no_draft_and_no_drafting(person: Sign, office: Office) -> None:
    version = await office.publish_form()
    await office.compose(changed(FORM, title={"zh-CN": "改名", "en": "Renamed"}), form=version["form"])
    found = await read(person(OTHER), version["form"])

    assert (found["draft"], found["current"]["number"], found["versions"], found["actions"]) == (
        None,
        1,
        [{"number": 1}],
        [],
    )
    assert found["history"] == {"totalCount": 1, "nodes": [{"action": "PUBLISH", "by": "曹示例甲"}]}
    assert "改名" not in str(found)
    assert (await person(OTHER).ask(LIST, status="DRAFT"))["composedForms"]["totalCount"] == 0


# ── across ───────────────────────────────────────────────────────────────────
async def test_a_copy_is_a_draft_of_its_new_owner(person: Sign, office: Office) -> None:
    version = await office.publish_form()
    theirs = await office_of(person(OTHER))
    copied = await theirs.organiser.change(COPY, form=version["form"], owner=theirs.id, key="form.theirs")
    source = (await read(office.organiser, version["form"]))["current"]["composition"]
    assert copied["form"] == {
        "key": "form.theirs",
        "owner": {"id": theirs.id},
        "draft": {"number": 1, "composition": changed(source, key="form.theirs")},
    }


EXPORT = "query Export($forms: [ID!]) { exportTemplates(templates: [], forms: $forms) }"
IMPORT = f"""mutation Import($owner: ID!, $bundle: JSONObject!) {{
  importTemplates(owner: $owner, bundle: $bundle) {{ documents {{ key outcome id }} {PROBLEMS} }} }}"""


async def test_a_form_goes_out_and_in(office: Office) -> None:
    version = await office.publish_form()
    bundle = (await office.organiser.ask(EXPORT, forms=[version["form"]]))["exportTemplates"]
    assert [row[:2] for row in bundle["forms"][0]["digests"]] == [
        ["achievement.prototype", 1],
        ["material.statement", 1],
        ["section.review-profile", 1],
    ]
    payload = await office.organiser.change(IMPORT, owner=office.id, bundle=bundle)
    assert payload["documents"] == [{"key": FORM["key"], "outcome": "UNCHANGED", "id": version["form"]}]


IMPACT = """query Impact($form: ID!) { formImpact(form: $form) { drafts wouldFail byCode samples { pointer } } }"""


async def test_an_impact_on_nothing(office: Office) -> None:
    form = await office.compose()
    assert (await office.organiser.ask(IMPACT, form=form["id"]))["formImpact"] == {
        "drafts": 0,
        "wouldFail": 0,
        "byCode": {},
        "samples": [],
    }
