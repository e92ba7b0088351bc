from collections.abc import Awaitable, Callable

import pytest

from models import FormVersion, TemplateStatus, TemplateVersion
from server.journey.people import Person
from tests.journeys.seasons import code_of

pytestmark = pytest.mark.anyio

Sign = Callable[[str], Person]
LIST = """query List($kind: PluginDocumentKind) { plugins { name title origin package version hookApi state reason hooks
  documents(kind: $kind) { kind key title published version problems { code } } } }"""


async def test_an_organiser_sees_the_plugins_and_what_they_bring(person: Sign) -> None:
    found = (await person("organiser-nursing").ask(LIST, locale="en"))["plugins"]
    assert [each["name"] for each in found] == ["provincial", "examinations", "school_teachers", "health"]
    examinations = found[1]
    assert examinations == {
        "name": "examinations",
        "title": "Series with examinations",
        "origin": "BUILT_IN",
        "package": None,
        "version": None,
        "hookApi": 1,
        "state": "LOADED",
        "reason": None,
        "hooks": ["template_documents", "form_compositions"],
        "documents": [
            {
                "kind": "TEMPLATE",
                "key": "section.examinations",
                "title": examinations["documents"][0]["title"],
                "published": True,
                "version": 1,
                "problems": [],
            },
            {
                "kind": "FORM",
                "key": "form.examinations",
                "title": examinations["documents"][1]["title"],
                "published": True,
                "version": 1,
                "problems": [],
            },
        ],
    }


async def test_a_kind_can_be_chosen(person: Sign) -> None:
    found = (await person("organiser-nursing").ask(LIST, kind="ROUTE"))["plugins"]
    assert {each["name"]: [document["key"] for document in each["documents"]] for each in found} == {
        "provincial": ["initial-recognition", "title-review"],
        "examinations": [],
        "school_teachers": [],
        "health": [],
    }


async def test_titles_are_in_the_callers_language(person: Sign) -> None:
    async def titles(locale: str) -> list[str]:
        found = (await person("administrator-sichuan").ask(LIST, kind="CATALOGUE", locale=locale))["plugins"]
        return [found[0]["title"], found[0]["documents"][4]["title"]]

    assert await titles("zh-CN") == ["全省通用", "工程技术人员"]
    assert await titles("en") == ["Province-wide", "Engineering"]


async def test_what_is_not_published_here_says_so(person: Sign) -> None:
    """The template became another since, and the form was retired."""
    await TemplateVersion.filter(template__key="section.examinations").update(digest="another")
    await FormVersion.filter(form__key="form.examinations").update(status=TemplateStatus.RETIRED)
    found = (await person("organiser-nursing").ask(LIST))["plugins"][1]
    assert (found["state"], [(each["published"], each["version"]) for each in found["documents"]]) == (
        "LOADED",
        [(False, None), (False, 1)],
    )


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("anybody", "NOT_SIGNED_IN"),
        ("applicant-li", "NOT_PERMITTED"),
        ("issuer-sichuan-hrss", "NOT_PERMITTED"),
        ("organiser-nursing", "OK"),
        ("administrator-sichuan", "OK"),
    ],
)
async def test_plugins_are_for_those_who_author_forms(person: Sign, who: str, code: str) -> None:
    assert code_of(await person(who).send(LIST)) == code


@pytest.mark.parametrize("kind", ["ROUTE", "TEMPLATE"])
async def test_a_list_costs_the_same_however_long(
    person: Sign, count_statements: Callable[..., Awaitable[int]], kind: str
) -> None:
    """Two documents or fifty: what is held of each kind, the forms' documents, and who asks."""
    assert await count_statements(person("organiser-nursing"), LIST, kind=kind) == 7
