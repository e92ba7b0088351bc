"""What the documentation says is so: what it names exists, and what it shows is what the product answers."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer.main
from graphql import GraphQLError, build_schema, validate

from review_routes.commands import Action
from schema.printing import print_sdl
from server.__main__ import application
from server.limits import parse_within_limits
from server.settings import PLUGIN_PREFIX, Settings, variable

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
README, OPERATIONS, ARCHITECTURE, GLOSSARY = (
    ROOT / "README.md",
    DOCS / "operations.md",
    DOCS / "architecture.md",
    DOCS / "glossary.md",
)
PLUGINS = DOCS / "plugins.md"
NAMES = DOCS / "decisions" / "0009-names-of-the-api.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
RECORDS = sorted((DOCS / "decisions").glob("*.md"))

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
BODY = re.compile(r"-d '(\{.*?\})'", re.DOTALL)
FOLDERS = r"(?:server|schema|resolvers|services|form_templates|review_routes|models|plugins|tests|benchmarks|docs|examples|\.ci|\*)"
FILE = re.compile(rf"{FOLDERS}/[\w.*/-]+|[\w.-]+\.(?:md|toml|lock|graphql|yaml)|Makefile")


def show(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


every_page = pytest.mark.parametrize("page", PAGES, ids=show)


@cache
def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose(page: Path) -> str:
    return FENCE.sub("", read(page))


def blocks(page: Path, *languages: str) -> list[str]:
    return [text for language, text in FENCE.findall(read(page)) if language in languages]


def code(page: Path) -> str:
    """Everything that is set as code, whether in a line or as a block."""
    return "\n".join([*SPAN.findall(prose(page)), *(text for _, text in FENCE.findall(read(page)))])


def anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings."""
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(prose(page)))
    return {heading.replace(" ", "-") for heading in plain}


def leads_somewhere(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    return target.exists() and (not anchor or anchor in anchors(target))


def bodies(page: Path) -> list[Any]:
    """What the commands of a page send with curl."""
    return [json.loads(body) for block in blocks(page, "sh") for body in BODY.findall(block)]


def operations(page: Path) -> Iterator[str]:
    yield from blocks(page, "graphql")
    yield from (body["query"] for body in bodies(page) if "query" in body)


def section(page: Path, heading: str) -> str:
    """From a heading to the next."""
    return read(page).partition(f"# {heading}\n")[2].partition("\n#")[0]


@cache
def schema_errors(document: str) -> tuple[str, ...]:
    try:
        return tuple(error.message for error in validate(build_schema(print_sdl()), parse_within_limits(document)))
    except GraphQLError as error:
        return (error.message,)


@every_page
def test_every_link_leads_somewhere(page: Path) -> None:
    inside = [link for link in LINK.findall(prose(page)) if "://" not in link]
    assert [link for link in inside if not leads_somewhere(page, link)] == []


@every_page
def test_every_file_that_is_named_is_there(page: Path) -> None:
    named = [span.rstrip("/") for span in SPAN.findall(prose(page)) if FILE.fullmatch(span)]
    assert [path for path in named if not any(ROOT.glob(path))] == []


@every_page
def test_every_target_of_make_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", read(ROOT / "Makefile"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", code(page))) - targets == set()


@every_page
def test_every_command_of_the_server_exists(page: Path) -> None:
    commands = typer.main.get_group(application).commands.keys()
    assert set(re.findall(r"python -m server ([\w-]+)", read(page))) - commands == set()


@every_page
def test_every_graphql_document_fits_the_schema(page: Path) -> None:
    assert {document: found for document in operations(page) if (found := schema_errors(document))} == {}


def test_the_front_door_and_the_page_on_the_api_have_examples() -> None:
    assert [len(list(operations(page))) >= 2 for page in (README, DOCS / "graphql.md")] == [True, True]


async def test_the_first_query_is_answered_as_it_is_shown(client: httpx.AsyncClient) -> None:
    [asked], [shown] = bodies(README), blocks(README, "json")
    response = await client.post("/graphql", json=asked, headers={"Accept-Language": "en"})
    assert response.json() == json.loads(shown)


def test_the_table_of_settings_is_whole() -> None:
    rows = re.findall(r"^\| `(ZHICHENG_\w+)` \|", read(OPERATIONS), re.MULTILINE)
    assert rows == [variable(name) for name in Settings.model_fields]


@pytest.mark.parametrize("page", [page for page in PAGES if page != PLUGINS], ids=show)
def test_no_page_names_a_setting_that_there_is_not(page: Path) -> None:
    """But for the page on plugins, which have variables and names of their own."""
    named = {name for name in re.findall(r"ZHICHENG_[A-Z][A-Z_]*", read(page)) if not name.startswith(PLUGIN_PREFIX)}
    assert named - {variable(name) for name in Settings.model_fields} == set()


def test_the_table_of_actions_is_whole() -> None:
    assert re.findall(r"^\| ([A-Z_]+) \|", read(ARCHITECTURE), re.MULTILINE) == [action.value for action in Action]


def test_the_glossary_names_what_there_is() -> None:
    documents = [*ROOT.glob("form_templates/documents/**/*.json"), *ROOT.glob("review_routes/documents/*.json")]
    ours = set(re.findall(r"[\w-]+", " ".join([print_sdl(), *map(read, documents)])))
    rows = "\n".join(line for line in read(GLOSSARY).splitlines() if line.startswith("|"))
    assert set(SPAN.findall(rows)) - ours == set()


def test_what_is_said_not_to_be_there_yet_is_not() -> None:
    types = build_schema(print_sdl()).type_map
    roots = [types[name] for name in ("Query", "Mutation", "Subscription") if name in types]
    there = {field for root in roots for field in getattr(root, "fields", {})}
    missing = set(SPAN.findall(section(NAMES, "Not there yet")))
    assert missing != set()
    assert missing & there == set()


@pytest.mark.parametrize("page", RECORDS, ids=show)
def test_a_decision_is_written_as_the_template_says(page: Path) -> None:
    parts = re.findall(r"^## (.+)$", read(page), re.MULTILINE)
    assert parts == ["Context", "Decision", "Consequences", "Alternatives"]
    assert read(page).startswith(f"# {page.name[:4]} ")
    assert f"](decisions/{page.name})" in read(ARCHITECTURE)


def test_decisions_are_numbered_one_after_another() -> None:
    assert [page.name[:4] for page in RECORDS] == [f"{number:04}" for number in range(len(RECORDS))]
