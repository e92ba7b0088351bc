"""The office of a committee over HTTP: its organiser writes templates, composes forms and runs seasons."""

from dataclasses import dataclass, field
from typing import Any

from server.journey.people import Answer, Person
from tests.journeys.authored_documents import ANSWERS, FORM, TEMPLATES

PROBLEMS = "problems { code message severity path pointer params }"
MEMBERSHIPS = "{ viewer { memberships { organization { id } role } } }"
CREATE = f"""mutation Create($owner: ID, $document: JSONObject!, $needsApproval: Boolean! = false) {{
  createTemplate(owner: $owner, document: $document, needsApproval: $needsApproval) {{
    template {{ id draft {{ id digest }} }} {PROBLEMS} }} }}"""
SAVE = f"""mutation Save($template: ID!, $document: JSONObject!, $revision: Int!) {{
  saveTemplateDraft(template: $template, document: $document, expectedRevision: $revision) {{
    template {{ draft {{ number revision digest }} }} {PROBLEMS} }} }}"""
PUBLISH = f"""mutation Publish($template: ID!, $accepting: Compatibility! = ADDITIVE) {{
  publishTemplate(template: $template, accepting: $accepting) {{
    version {{ id number status digest }} {PROBLEMS} }} }}"""
COMPOSE = f"""mutation Compose($form: ID, $owner: ID, $composition: JSONObject!, $revision: Int! = 0) {{
  composeForm(form: $form, owner: $owner, composition: $composition, expectedRevision: $revision) {{
    form {{ id draft {{ id number revision digest composition }} }} {PROBLEMS} }} }}"""
PUBLISH_FORM = f"""mutation PublishForm($form: ID!, $accepting: Compatibility! = ADDITIVE) {{
  publishForm(form: $form, accepting: $accepting) {{ version {{ id number status digest }} {PROBLEMS} }} }}"""
PLAN = f"""mutation Plan($code: String!, $committee: ID!, $form: ID!, $route: ID!, $windows: WindowsInput!,
    $title: JSONObject!, $details: ActivityDetails) {{
  createActivity(code: $code, procedure: TITLE_REVIEW, year: 2026, title: $title, committee: $committee,
    formVersion: $form, route: $route, windows: $windows, details: $details) {{
    activity {{ id code title phase hotline windows {{ declare {{ opens closes }} achievementsFrom }}
      host {{ id }} formVersion {{ number }} formUpgradeRequired }} {PROBLEMS} }} }}"""
OPEN = f"mutation Open($activity: ID!) {{ openActivity(activity: $activity) {{ activity {{ phase }} {PROBLEMS} }} }}"
CHANGE = f"""mutation Change($activity: ID!, $details: ActivityDetails, $windows: WindowsInput) {{
  changeActivity(activity: $activity, details: $details, windows: $windows) {{
    activity {{ title hotline formVersion {{ number }} formUpgradeRequired phase
      windows {{ mending {{ opens closes }} }} }} {PROBLEMS} }} }}"""
LIKE = """{ activities(search: "electronic-information-2026") { nodes { committee { id } route { id } } } }"""
DECLARE = {"opens": "2026-04-01T00:00:00+08:00", "closes": "2026-06-30T23:59:59+08:00"}
START = f"""mutation Start($activity: ID!, $employer: ID!, $qualification: ID, $specialty: ID) {{
  startDeclaration(activity: $activity, employer: $employer, qualification: $qualification, specialty: $specialty) {{
    declaration {{ id }} {PROBLEMS} }} }}"""
SAVE_SECTION = f"""mutation SaveSection($declaration: ID!, $section: String!, $entries: [EntryInput!]!, $revision: Int!) {{
  saveSection(declaration: $declaration, section: $section, entries: $entries, expectedRevision: $revision) {{
    {PROBLEMS} }} }}"""


@dataclass
class Office:
    """`templates` maps the key of each template made so far to its id."""

    organiser: Person
    id: str
    templates: dict[str, str] = field(default_factory=dict)

    async def draft(self, document: Answer, **more: Any) -> Answer:
        made = await self.organiser.change(CREATE, owner=self.id, document=document, **more)
        template: Answer = made["template"]
        self.templates[document["key"]] = template["id"]
        return template

    async def publish(self, document: Answer) -> Answer:
        """As the next version, whatever it changes."""
        if document["key"] in self.templates:
            template = self.templates[document["key"]]
            await self.organiser.change(SAVE, template=template, document=document, revision=0)
        else:
            await self.draft(document)
        template = self.templates[document["key"]]
        version: Answer = (await self.organiser.change(PUBLISH, template=template, accepting="BREAKING"))["version"]
        return version

    async def compose(self, composition: Answer = FORM, **more: Any) -> Answer:
        asked = {"owner": self.id, **more}
        form: Answer = (await self.organiser.change(COMPOSE, composition=composition, **asked))["form"]
        return form

    async def publish_form(self, composition: Answer = FORM, *, form: str | None = None) -> Answer:
        """With the templates published last; the version, and the form's id as `form`."""
        composed = await self.compose(composition, form=form)
        payload = await self.organiser.change(PUBLISH_FORM, form=composed["id"], accepting="BREAKING")
        return {**payload["version"], "form": composed["id"]}

    async def publish_everything(self) -> Answer:
        for document in TEMPLATES:
            await self.publish(document)
        return await self.publish_form()

    async def plan(self, version: str, **more: Any) -> Answer:
        """What planning a season of the electronic engineers' committee answers."""
        [like] = (await self.organiser.ask(LIKE))["activities"]["nodes"]
        asked = {
            "code": "prototypes-2026",
            "title": {"zh-CN": "样机评审", "en": "Prototypes"},
            "committee": like["committee"]["id"],
            "route": like["route"]["id"],
            "form": version,
            "windows": {"declare": DECLARE},
            **more,
        }
        return await self.organiser.try_change(PLAN, **asked)

    async def open_season(self, version: str) -> str:
        activity: str = (await self.plan(version))["activity"]["id"]
        await self.organiser.change(OPEN, activity=activity)
        return activity

    async def use(self, activity: str, version: str, *, required: bool = False) -> None:
        details = {"formVersion": version, "formUpgradeRequired": required}
        await self.organiser.change(CHANGE, activity=activity, details=details)


async def office_of(organiser: Person) -> Office:
    memberships = (await organiser.ask(MEMBERSHIPS))["viewer"]["memberships"]
    [office] = [each["organization"]["id"] for each in memberships if each["role"] == "ORGANISER"]
    return Office(organiser, office)


async def fill(applicant: Person, choice: Answer) -> str:
    """A declaration with the answers of the authoring story."""
    declaration: str = (await applicant.change(START, **choice))["declaration"]["id"]
    for section, entries in ANSWERS.items():
        await applicant.change(SAVE_SECTION, declaration=declaration, section=section, entries=entries, revision=0)
    return declaration
