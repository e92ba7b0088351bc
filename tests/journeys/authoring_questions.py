"""Everything that authors may ask, each as somebody would send it who may, of an office that has written a form."""

from typing import Any

from server.journey.files import checksum, draw_portrait
from server.journey.people import Answer, put_bytes
from tests.journeys.authored_documents import FORM, PROFILE, STATEMENT, TEMPLATES, changed
from tests.journeys.seasons import Season
from tests.journeys.title_reviews import ORGANISER

Asked = tuple[str, Answer]
AUTHORED = "authored"
PROBLEMS = "problems { code severity message }"
LONGER = changed(STATEMENT, help={"zh-CN": "简要", "en": "Be brief"})
OFFICE = """{ viewer { memberships { organization { id } } } activities(search: "electronic-information-2026") {
  nodes { committee { id } route { id } } } }"""
WINDOWS = {"declare": {"opens": "2026-04-01T00:00:00+08:00", "closes": "2026-06-30T00:00:00+08:00"}}


def mutation(name: str, **types: str) -> str:
    """With each argument as a variable of its own name."""
    declared = ", ".join(f"${argument}: {kind}" for argument, kind in types.items())
    given = ", ".join(f"{argument}: ${argument}" for argument in types)
    return f"mutation Act({declared}) {{ {name}({given}) {{ {PROBLEMS} }} }}"


CREATE = mutation("createTemplate", owner="ID", document="JSONObject!").replace(
    PROBLEMS, f"template {{ id }} {PROBLEMS}"
)
SAVE = mutation("saveTemplateDraft", template="ID!", document="JSONObject!", expectedRevision="Int!").replace(
    PROBLEMS, f"template {{ draft {{ digest }} }} {PROBLEMS}"
)
PUBLISH = mutation("publishTemplate", template="ID!", accepting="Compatibility!")
COMPOSE = mutation("composeForm", form="ID", owner="ID", composition="JSONObject!").replace(
    PROBLEMS, f"form {{ id draft {{ digest }} }} {PROBLEMS}"
)
PUBLISH_FORM = mutation("publishForm", form="ID!", accepting="Compatibility!").replace(
    PROBLEMS, f"version {{ id }} {PROBLEMS}"
)
CHANGE = mutation("changeActivity", activity="ID!", details="ActivityDetails")
REQUEST = mutation("requestSampleUpload", upload="SampleInput!").replace(
    PROBLEMS, f"sample {{ id }} uploadUrl {PROBLEMS}"
)


async def go_to_authored(season: Season) -> None:
    """While the declaration is a draft: a template and a form, each published and with a next draft; the activity uses
    the form now; one sample file was sent and is not completed.
    """
    if AUTHORED not in season.moments:
        await season.go_to("draft")
        await _author(season)
        await season.remember(AUTHORED)
    await season.go_to(AUTHORED)


async def _author(season: Season) -> None:
    organiser = season.person(ORGANISER)
    found = await organiser.ask(OFFICE)
    [office] = [each["organization"]["id"] for each in found["viewer"]["memberships"]]
    [like] = found["activities"]["nodes"]
    for document in TEMPLATES:
        made = await organiser.change(CREATE, owner=office, document=document)
        season.ids[document["key"]] = made["template"]["id"]
        await organiser.change(PUBLISH, template=made["template"]["id"], accepting="ADDITIVE")
    composed = await organiser.change(COMPOSE, owner=office, composition=FORM)
    form = composed["form"]["id"]
    published = await organiser.change(PUBLISH_FORM, form=form, accepting="ADDITIVE")
    version = published["version"]["id"]
    await organiser.change(CHANGE, activity=season.ids["activity"], details={"formVersion": version})
    template = season.ids[STATEMENT["key"]]
    saved = await organiser.change(SAVE, template=template, document=LONGER, expectedRevision=0)
    composed = await organiser.change(COMPOSE, form=form, composition=changed(FORM, rules=[]))
    content = draw_portrait()
    asked = await organiser.change(REQUEST, upload=_upload(office))
    await put_bytes(organiser.client, asked["uploadUrl"], content)
    season.ids |= {
        "office": office,
        "committee": like["committee"]["id"],
        "route": like["route"]["id"],
        "template": template,
        "template-digest": saved["template"]["draft"]["digest"],
        "form": form,
        "form-digest": composed["form"]["draft"]["digest"],
        "form-version": version,
        "sample": asked["sample"]["id"],
    }


def _upload(office: str) -> Answer:
    content = draw_portrait()
    return {
        "owner": office,
        "fileName": "sample.jpg",
        "mediaType": "image/jpeg",
        "size": len(content),
        "sha256": checksum(content),
    }


def authoring_questions(season: Season) -> dict[str, Asked]:
    ids = season.ids
    template, form, office = {"template": ids["template"]}, {"form": ids["form"]}, {"owner": ids["office"]}
    activity = {"activity": ids["activity"]}
    return {
        "createTemplate": (CREATE, {**office, "document": changed(PROFILE, key="section.other")}),
        "saveTemplateDraft": (SAVE, {**template, "document": STATEMENT, "expectedRevision": 1}),
        "discardTemplateDraft": _act("discardTemplateDraft", template, expectedRevision=("Int!", 1)),
        "approveTemplate": _act("approveTemplate", template, digest=("String!", ids["template-digest"])),
        "publishTemplate": (PUBLISH, {**template, "accepting": "ADDITIVE"}),
        "retireTemplate": _act("retireTemplate", template),
        "copyTemplate": _act(
            "copyTemplate", template, owner=("ID!", ids["office"]), key=("String!", "material.copied")
        ),
        "importTemplates": (
            mutation("importTemplates", owner="ID!", bundle="JSONObject!"),
            {**office, "bundle": LONGER},
        ),
        "composeForm": (COMPOSE, {**office, "composition": changed(FORM, key="form.other")}),
        "discardFormDraft": _act("discardFormDraft", form, expectedRevision=("Int!", 1)),
        "approveForm": _act("approveForm", form, digest=("String!", ids["form-digest"])),
        "publishForm": (PUBLISH_FORM, {**form, "accepting": "BREAKING"}),
        "retireForm": _act("retireForm", form),
        "copyForm": _act("copyForm", form, owner=("ID!", ids["office"]), key=("String!", "form.other")),
        "createActivity": _plan(season),
        "changeActivity": (CHANGE, {**activity, "details": {"hotline": "12345"}}),
        "closeDeclaring": _act("closeDeclaring", activity),
        "upgradeForm": _act("upgradeForm", {"declaration": ids["declaration"]}),
        "requestSampleUpload": (REQUEST, {"upload": _upload(ids["office"])}),
        "completeSampleUpload": _act("completeSampleUpload", {"sample": ids["sample"]}),
        **_queries(template, form),
    }


def _act(name: str, subject: Answer, **more: tuple[str, Any]) -> Asked:
    types = dict.fromkeys(subject, "ID!") | {argument: kind for argument, (kind, _) in more.items()}
    return mutation(name, **types), {**subject, **{argument: value for argument, (_, value) in more.items()}}


def _plan(season: Season) -> Asked:
    types = {
        "committee": "ID!",
        "formVersion": "ID!",
        "route": "ID!",
        "windows": "WindowsInput!",
        "title": "JSONObject!",
    }
    query = mutation("createActivity", **types).replace(
        "createActivity(", 'createActivity(code: "other-2026", procedure: TITLE_REVIEW, year: 2026, '
    )
    ids = season.ids
    given = {"committee": ids["committee"], "formVersion": ids["form-version"], "route": ids["route"]}
    return query, {**given, "windows": WINDOWS, "title": {"zh-CN": "另一活动"}}


def _queries(template: Answer, form: Answer) -> dict[str, Asked]:
    return {
        "composedForms": ("{ composedForms { totalCount nodes { key } } }", {}),
        "templatePreview": (
            "query Ask($document: JSONObject!) { templatePreview(document: $document) { lint { code } } }",
            {"document": STATEMENT},
        ),
        "formPreview": (
            "query Ask($composition: JSONObject!) { formPreview(composition: $composition) { lint { code } } }",
            {"composition": FORM},
        ),
        "templateImpact": ("query Ask($template: ID!) { templateImpact(template: $template) { drafts } }", template),
        "formImpact": ("query Ask($form: ID!) { formImpact(form: $form) { drafts } }", form),
        "exportTemplates": (
            "query Ask($template: ID!, $form: ID!) { exportTemplates(templates: [$template], forms: [$form]) }",
            {**template, **form},
        ),
    }
