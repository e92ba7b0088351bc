from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from form_templates.digest import digest
from server.journey.people import Answer, Person
from tests.journeys.authored_documents import PROTOTYPE, STATEMENT, additive_prototype, breaking_prototype, changed
from tests.schema.offices import CREATE, PROBLEMS, PUBLISH, SAVE, Office, office_of

pytestmark = pytest.mark.anyio

Sign = Callable[[str], Person]
Count = Callable[..., Awaitable[int]]
ORGANISER, OTHER = "organiser-electronic-information", "organiser-nursing"
VERSION = "{ number status digest document publishedAt }"
LIST = f"""query List($first: Int! = 20, $kind: TemplateKind, $search: String, $status: TemplateStatus) {{
  templates(first: $first, kind: $kind, search: $search, status: $status) {{
    totalCount nodes {{ key kind title origin versions {VERSION} current {VERSION} }} }} }}"""
OWNED = """query Owned($owner: ID, $first: Int! = 20, $status: TemplateStatus) {
  templates(owner: $owner, first: $first, status: $status) { totalCount nodes { key owner { name }
    versions { number savedBy approvedBy publishedBy } current { number publishedBy } draft { number savedBy lint { code } }
    actions { action allowed } } } }"""
LONGER = changed(STATEMENT, help={"zh-CN": "简要", "en": "Be brief"})


@pytest.fixture
async def office(person: Sign) -> Office:
    return await office_of(person(ORGANISER))


def acting(name: str, types: str = "", arguments: str = "") -> str:
    return f"""mutation Act($template: ID!{types}) {{ {name}(template: $template{arguments}) {{
      template {{ key draft {{ number approved approvedBy }} current {{ number }}
        versions {{ number status }} }} {PROBLEMS} }} }}"""


DISCARD = acting("discardTemplateDraft", ", $revision: Int!", ", expectedRevision: $revision")
APPROVE = acting("approveTemplate", ", $digest: String!", ", digest: $digest")
RETIRE = acting("retireTemplate", ", $reason: String!", ", reason: $reason")


# ── browsing ─────────────────────────────────────────────────────────────────
async def test_an_organiser_browses_templates(person: Sign) -> None:
    found = (await person("organiser-nursing").ask(LIST, search="achievement.paper"))["templates"]
    [template] = found["nodes"]
    [version] = template.pop("versions")
    assert version == template.pop("current")
    assert (version["document"]["key"], version["number"], version["status"]) == ("achievement.paper", 1, "PUBLISHED")
    assert template == {"key": "achievement.paper", "kind": "ACHIEVEMENT", "title": "论文", "origin": "provincial"}


async def test_a_draft_is_not_what_is_published(person: Sign) -> None:
    assert (await person("organiser-nursing").ask(LIST, status="DRAFT"))["templates"]["totalCount"] == 0


async def test_kinds_are_told_apart(person: Sign) -> None:
    found = (await person("organiser-nursing").ask(LIST, kind="EXCEPTION", locale="en"))["templates"]["nodes"]
    assert [row["key"] for row in found] == ["exception.degree", "exception.years"]


@pytest.mark.parametrize("items", [1, 3])
async def test_a_list_costs_the_same_however_long(
    person: Sign, count_statements: Callable[..., Awaitable[int]], items: int
) -> None:
    assert await count_statements(person("organiser-nursing"), LIST, first=items) == 5


@pytest.mark.parametrize("items", [1, 3])
async def test_so_does_a_list_of_ones_own(person: Sign, office: Office, count_statements: Count, items: int) -> None:
    """With their owners, drafts, and everybody who saved and published them."""
    for number in range(3):
        await office.publish(changed(STATEMENT, key=f"material.statement-{number}"))
        template = office.templates[f"material.statement-{number}"]
        next_one = changed(LONGER, key=f"material.statement-{number}")
        await office.organiser.change(SAVE, template=template, document=next_one, revision=0)
    found = (await office.organiser.ask(OWNED, owner=office.id))["templates"]
    actions = [each["action"] for each in found["nodes"][0].pop("actions") if each["allowed"]]
    assert actions == ["SAVE_DRAFT", "DISCARD_DRAFT", "PUBLISH", "RETIRE"]
    assert (found["totalCount"], found["nodes"][0]) == (
        3,
        {
            "key": "material.statement-0",
            "owner": {"name": "四川省示例电子信息工程职称评审办公室"},
            "versions": [
                {"number": 1, "savedBy": "曹示例甲", "approvedBy": None, "publishedBy": "曹示例甲"},
                {"number": 2, "savedBy": "曹示例甲", "approvedBy": None, "publishedBy": None},
            ],
            "current": {"number": 1, "publishedBy": "曹示例甲"},
            "draft": {"number": 2, "savedBy": "曹示例甲", "lint": []},
        },
    )
    assert await count_statements(office.organiser, OWNED, owner=office.id, first=items) == 7


# ── drafting ─────────────────────────────────────────────────────────────────
READ = """query Read($id: ID!) { node(id: $id) { ... on Template { key kind title needsApproval origin owner { id }
  draft { number status revision digest document savedAt savedBy approved approvedAt approvedBy publishedAt publishedBy
    retiredAt schema ui rules examples lint { code message pointer } changes { since kind changes { code kind pointer } }
  } current { number } versions { number }
  history { totalCount nodes { action at by data } } actions { action allowed refusal { code message } } } } }"""


async def read(asking: Person, template: str, **more: Any) -> Answer:
    found: Answer = (await asking.ask(READ, id=template, **more))["node"]
    return found


async def test_a_draft_says_all_that_its_author_needs(office: Office) -> None:
    unfinished = changed(PROTOTYPE, texts={"en": {}}, ui={"name": {"ui:placeholder": "名称"}})
    made = await office.draft(unfinished, needsApproval=True)
    found = await read(office.organiser, made["id"])
    draft = found.pop("draft")
    lint = draft.pop("lint")
    history = found.pop("history")
    actions = {each["action"]: each["refusal"] and each["refusal"]["code"] for each in found.pop("actions")}

    assert found == {
        "key": PROTOTYPE["key"],
        "kind": "ACHIEVEMENT",
        "title": "样机",
        "needsApproval": True,
        "origin": "",
        "owner": {"id": office.id},
        "current": None,
        "versions": [{"number": 1}],
    }
    assert draft == {
        "number": 1,
        "status": "DRAFT",
        "revision": 1,
        "digest": digest(unfinished),
        "document": unfinished,
        "savedAt": "2026-04-15T02:00:00+00:00",
        "savedBy": "曹示例甲",
        "approved": False,
        "approvedAt": None,
        "approvedBy": None,
        "publishedAt": None,
        "publishedBy": None,
        "retiredAt": None,
        "schema": PROTOTYPE["schema"],
        "ui": {"name": {"ui:placeholder": "名称"}},
        "rules": PROTOTYPE["rules"],
        "examples": PROTOTYPE["examples"],
        "changes": None,
    }
    assert {each["code"] for each in lint} == {"LINT_TEXTS"}
    assert history == {
        "totalCount": 1,
        "nodes": [
            {
                "action": "CREATE",
                "at": "2026-04-15T02:00:00+00:00",
                "by": "曹示例甲",
                "data": {"needsApproval": True},
            }
        ],
    }
    assert actions == {
        "SAVE_DRAFT": None,
        "DISCARD_DRAFT": None,
        "APPROVE": "APPROVAL_OF_OWN_WORK",
        "PUBLISH": "LINT_TEXTS",
        "RETIRE": "NOT_PUBLISHED",
    }


@pytest.mark.parametrize(
    ("locale", "message"),
    [
        (
            "zh-CN",
            "内容已被更新：您基于第 3 版修改，当前为第 1 版。请查看当前内容后再保存，您的修改没有丢失。",
        ),
        (
            "en",
            (
                "This was changed meanwhile: you edited revision 3, it is now 1. Look at the current answers and save"
                " again; nothing was overwritten."
            ),
        ),
    ],
)
async def test_a_stale_save_is_told_in_the_callers_language(office: Office, locale: str, message: str) -> None:
    made = await office.draft(STATEMENT)
    stale = await office.organiser.try_change(SAVE, template=made["id"], document=LONGER, revision=3, locale=locale)
    assert stale == {
        "template": None,
        "problems": [
            {
                "code": "STALE_REVISION",
                "message": message,
                "severity": "ERROR",
                "path": ["expectedRevision"],
                "pointer": None,
                "params": {"expected": 3, "actual": 1},
            }
        ],
    }
    assert (await read(office.organiser, made["id"]))["draft"]["document"] == STATEMENT


@pytest.mark.parametrize(
    ("locale", "messages"),
    [
        (
            "zh-CN",
            {
                "DUPLICATE_KEY": "“material.statement”已存在，请换一个标识。",
                "APPROVAL_OF_OWN_WORK": "不能批准本人保存的草稿，请由另一人批准。",
                "APPROVAL_MISSING": "“material.statement”须经另一人批准后才能发布，请联系同事批准当前草稿。",
                "NOT_PUBLISHED": "“material.statement”没有已发布的版本。",
            },
        ),
        (
            "en",
            {
                "DUPLICATE_KEY": "“material.statement” exists already. Choose another key.",
                "APPROVAL_OF_OWN_WORK": "Nobody approves a draft they saved themselves. Ask somebody else.",
                "APPROVAL_MISSING": "“material.statement” is published after somebody else has approved it. Ask a colleague"
                " to approve this draft.",
                "NOT_PUBLISHED": "“material.statement” has no published version.",
            },
        ),
    ],
)
async def test_refusals_say_what_to_do(office: Office, locale: str, messages: dict[str, str]) -> None:
    made = await office.draft(STATEMENT, needsApproval=True)
    text, template = made["draft"]["digest"], made["id"]
    asked: list[tuple[str, Answer]] = [
        (CREATE, {"owner": office.id, "document": STATEMENT}),
        (APPROVE, {"template": template, "digest": text}),
        (PUBLISH, {"template": template}),
        (RETIRE, {"template": template, "reason": ""}),
    ]
    found = [await office.organiser.try_change(query, locale=locale, **variables) for query, variables in asked]

    assert {each["problems"][0]["code"]: each["problems"][0]["message"] for each in found} == messages


@pytest.mark.parametrize("document", [[], "{}", 3, None])
async def test_a_document_is_an_object(office: Office, document: Any) -> None:
    answer = await office.organiser.send(CREATE, owner=office.id, document=document)
    assert answer["errors"][0]["extensions"]["code"] == "INVALID_OPERATION"


# ── to the published version and beyond ──────────────────────────────────────
async def test_from_the_draft_to_retirement(person: Sign, office: Office) -> None:
    made = await office.draft(STATEMENT, needsApproval=True)
    template, administrator = made["id"], person("administrator-sichuan")
    approved = await administrator.change(APPROVE, template=template, digest=made["draft"]["digest"])
    assert approved["template"]["draft"] == {"number": 1, "approved": True, "approvedBy": "昌示例己"}
    published = await office.organiser.change(PUBLISH, template=template)
    assert published["version"] == {
        "id": made["draft"]["id"],
        "number": 1,
        "status": "PUBLISHED",
        "digest": digest(STATEMENT),
    }
    await office.organiser.change(SAVE, template=template, document=LONGER, revision=0)
    discarded = await office.organiser.change(DISCARD, template=template, revision=1)
    assert discarded["template"] == {
        "key": STATEMENT["key"],
        "draft": None,
        "current": {"number": 1},
        "versions": [{"number": 1, "status": "PUBLISHED"}],
    }
    retired = await office.organiser.change(RETIRE, template=template, reason="不再使用")
    assert (retired["template"]["current"], retired["template"]["versions"]) == (
        None,
        [{"number": 1, "status": "RETIRED"}],
    )
    history = (await read(office.organiser, template))["history"]
    assert [(each["action"], each["by"]) for each in history["nodes"]] == [
        ("CREATE", "曹示例甲"),
        ("APPROVE", "昌示例己"),
        ("PUBLISH", "曹示例甲"),
        ("SAVE_DRAFT", "曹示例甲"),
        ("DISCARD_DRAFT", "曹示例甲"),
        ("RETIRE", "曹示例甲"),
    ]
    assert history["nodes"][-1]["data"] == {"reason": "不再使用"}


CHANGES = """query Changes($id: ID!, $since: ID) { node(id: $id) { ... on TemplateVersion {
  changes(since: $since) { since kind changes { pointer kind code message params } } } } }"""


async def test_changes_are_told_in_words(office: Office) -> None:
    versions = [await office.publish(each) for each in (PROTOTYPE, additive_prototype(), breaking_prototype())]
    ids = [each["id"] for each in versions]

    async def changes(version: str, **more: Any) -> Any:
        return (await office.organiser.ask(CHANGES, id=version, **more))["node"]["changes"]

    assert await changes(ids[0]) is None
    second = await changes(ids[1])
    assert (second["since"], second["kind"]) == (1, "ADDITIVE")
    assert second["changes"][0] == {
        "pointer": "/schema/properties/note",
        "kind": "ADDITIVE",
        "code": "FIELD_ADDED",
        "message": "增加选填字段“note”。",
        "params": {"name": "note"},
    }
    third = await changes(ids[2], since=ids[0], locale="en")
    assert (third["since"], third["kind"]) == (1, "BREAKING")
    removed = [each["message"] for each in third["changes"] if each["code"] == "FIELD_REMOVED"]
    assert removed == ["The field “rank” is removed; what was filled in there loses its place."]


IMPACT = """query Impact($template: ID!) { templateImpact(template: $template) { drafts returned submitted wouldFail byCode
  samples { activity returned section pointer problem { code } } } }"""


async def test_an_impact_on_nothing(office: Office) -> None:
    made = await office.draft(STATEMENT)
    assert (await office.organiser.ask(IMPACT, template=made["id"]))["templateImpact"] == {
        "drafts": 0,
        "returned": 0,
        "submitted": 0,
        "wouldFail": 0,
        "byCode": {},
        "samples": [],
    }


async def test_a_query_that_is_refused_says_why(office: Office) -> None:
    """It has no payload for problems, so that they come with the error."""
    await office.publish(STATEMENT)
    answer = await office.organiser.send(IMPACT, template=office.templates[STATEMENT["key"]], locale="en")
    [error] = answer["errors"]
    assert (error["extensions"]["code"], error["message"]) == (
        "REFUSED",
        "“material.statement” has no draft. Save one first.",
    )


# ── who knows of it ──────────────────────────────────────────────────────────
SEE = """query See($template: ID!, $version: ID!) { template: node(id: $template) { id } version: node(id: $version) { id }
  nodes(ids: [$template, $version]) { id } }"""


async def test_a_draft_is_its_owners_alone(person: Sign, office: Office) -> None:
    made = await office.draft(STATEMENT)
    other, seen = person(OTHER), {"template": made["id"], "version": made["draft"]["id"]}
    for key in ("template", "version"):
        answer = await other.send("query See($id: ID!) { node(id: $id) { id } }", id=seen[key])
        assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert (await other.ask(OWNED, owner=office.id))["templates"] == {"totalCount": 0, "nodes": []}
    assert (await other.ask(OWNED, status="DRAFT"))["templates"]["totalCount"] == 0
    assert (await other.ask(LIST, search="material.statement"))["templates"]["totalCount"] == 0
    mine = await office.organiser.ask(SEE, **seen)
    assert mine == {
        "template": {"id": made["id"]},
        "version": {"id": made["draft"]["id"]},
        "nodes": [{"id": made["id"]}, {"id": made["draft"]["id"]}],
    }


async def test_of_what_is_published_others_see_no_draft_and_no_drafting(person: Sign, office: Office) -> None:
    await office.publish(STATEMENT)
    template = office.templates[STATEMENT["key"]]
    await office.organiser.change(SAVE, template=template, document=LONGER, revision=0)
    found = await read(person(OTHER), template)

    assert (found["draft"], found["current"], found["versions"], found["actions"]) == (
        None,
        {"number": 1},
        [{"number": 1}],
        [],
    )
    assert (found["history"]["totalCount"], [each["action"] for each in found["history"]["nodes"]]) == (1, ["PUBLISH"])
    assert "简要" not in str(found)
    mine = await read(office.organiser, template)
    assert (mine["draft"]["number"], mine["versions"]) == (2, [{"number": 1}, {"number": 2}])
    draft = (await office.organiser.ask(OWNED, owner=office.id, status="DRAFT"))["templates"]
    assert draft["totalCount"] == 1
    assert (await person(OTHER).ask(OWNED, owner=office.id, status="DRAFT"))["templates"]["totalCount"] == 0


# ── across ───────────────────────────────────────────────────────────────────
COPY = f"""mutation Copy($template: ID!, $owner: ID!, $key: String!) {{
  copyTemplate(template: $template, owner: $owner, key: $key) {{
    template {{ key title owner {{ id }} current {{ number }} draft {{ number document }} }} {PROBLEMS} }} }}"""
EXPORT = "query Export($templates: [ID!]!, $forms: [ID!]) { exportTemplates(templates: $templates, forms: $forms) }"
IMPORT = f"""mutation Import($owner: ID!, $bundle: JSONObject!) {{
  importTemplates(owner: $owner, bundle: $bundle) {{ documents {{ key outcome id }} {PROBLEMS} }} }}"""


async def test_a_copy_is_a_draft_of_its_new_owner(person: Sign, office: Office) -> None:
    await office.publish(STATEMENT)
    theirs = await office_of(person(OTHER))
    source = office.templates[STATEMENT["key"]]
    copied = await theirs.organiser.change(COPY, template=source, owner=theirs.id, key="material.theirs", locale="en")
    assert copied["template"] == {
        "key": "material.theirs",
        "title": "Statement",
        "owner": {"id": theirs.id},
        "current": None,
        "draft": {"number": 1, "document": changed(STATEMENT, key="material.theirs")},
    }


async def test_a_bundle_goes_out_and_in(office: Office) -> None:
    made = await office.draft(STATEMENT)
    bundle = (await office.organiser.ask(EXPORT, templates=[made["id"]]))["exportTemplates"]
    assert bundle == {"format": "zhicheng-bundle", "version": 1, "templates": [STATEMENT], "forms": []}
    payload = await office.organiser.change(IMPORT, owner=office.id, bundle=bundle)
    assert payload["documents"] == [{"key": STATEMENT["key"], "outcome": "UNCHANGED", "id": made["id"]}]
    refused = await office.organiser.try_change(IMPORT, owner=office.id, bundle={"format": "x"}, locale="en")
    assert (refused["documents"], refused["problems"][0]["message"]) == (
        [],
        "Argument “bundle” is invalid: it must be zhicheng-bundle of version 1",
    )


TWICE = """mutation Twice($template: ID!, $first: JSONObject!, $second: JSONObject!) {
  first: saveTemplateDraft(template: $template, document: $first, expectedRevision: 1) {
    template { draft { revision document } versions { number } } problems { code } }
  second: saveTemplateDraft(template: $template, document: $second, expectedRevision: 2) {
    template { draft { revision document } versions { number } } problems { code } }
  published: publishTemplate(template: $template) { version { number status } problems { code } }
  retired: retireTemplate(template: $template) { template { draft { number } current { number }
    versions { number status } actions { action allowed } } problems { code } } }"""


async def test_each_of_several_changes_in_one_request_shows_what_it_left(office: Office) -> None:
    made = await office.draft(PROTOTYPE)
    first, second = changed(PROTOTYPE, entries={"min": 0, "max": 3}), changed(PROTOTYPE, entries={"min": 0, "max": 4})
    found = await office.organiser.ask(TWICE, template=made["id"], first=first, second=second)

    assert [found[name]["template"]["draft"] for name in ("first", "second")] == [
        {"revision": 2, "document": first},
        {"revision": 3, "document": second},
    ]
    assert found["published"]["version"] == {"number": 1, "status": "PUBLISHED"}
    retired = found["retired"]["template"]
    assert (retired["draft"], retired["current"], retired["versions"]) == (
        None,
        None,
        [{"number": 1, "status": "RETIRED"}],
    )
