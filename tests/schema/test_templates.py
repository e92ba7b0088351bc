from collections.abc import Awaitable, Callable

import pytest

from server.journey.people import Person

pytestmark = pytest.mark.anyio

Sign = Callable[[str], Person]
VERSION = "{ number status digest document publishedAt }"
LIST = f"""query List($first: Int! = 20, $kind: TemplateKind, $search: String, $status: TemplateStatus) {{
  templates(first: $first, kind: $kind, search: $search, status: $status) {{
    totalCount nodes {{ key kind title origin versions {VERSION} current {VERSION} }} }} }}"""


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
