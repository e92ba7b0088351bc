"""The rules of the layout, held by reading the source: what a reviewer should not have to repeat."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector

from server.database import CONFIG_FOR_MIGRATIONS

ROOT = Path(__file__).parent.parent
LAYERS = ("form_templates", "review_routes", "models", "plugins", "services", "resolvers", "schema", "server")
SOURCE = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
EMPTY_NAMES = {"utils", "util", "common", "helpers", "helper", "misc", "shared", "core", "base"}
WITHOUT_NOUN = {"models": {"__init__", "config", "identifiers"}, "resolvers": {"__init__", "context", "loaders"}}
MAY_BE_SMALL = {"migrations"}  # it grows by one file a change
# What holds for several modules of their folder together.
SPANNING = {"test_differential", "test_docs", "test_hostile_documents", "test_laws", "test_sdl"}
SMALLEST_FOLDER = 3


def names_in(layer: str) -> set[str]:
    return {path.stem for path in (ROOT / layer).glob("*.py")}


def nouns_in(layer: str) -> set[str]:
    return names_in(layer) - WITHOUT_NOUN[layer]


def show(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_inside_functions(path: Path) -> Iterator[str]:
    for function in ast.walk(parse(path)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield f"{show(path)}:{node.lineno}"


def names_used(path: Path) -> set[str]:
    return {
        name
        for node in ast.walk(parse(path))
        for name in (
            [node.attr] if isinstance(node, ast.Attribute) else [node.id] if isinstance(node, ast.Name) else []
        )
    }


def test_a_table_has_its_use_cases_under_the_same_name() -> None:
    assert nouns_in("models") - names_in("services") == set()


def test_a_resolver_has_its_fields_and_its_use_cases_under_the_same_name() -> None:
    assert nouns_in("resolvers") - names_in("schema") == set()
    assert nouns_in("resolvers") - names_in("services") == set()


def mirrors_a_module(test: Path) -> bool:
    """test_documents.py and test_documents_shipped.py both stand for documents.py."""
    folder = ROOT / test.relative_to(ROOT / "tests").parent
    words = test.stem.removeprefix("test_").split("_")
    return any((folder / f"{'_'.join(words[:count])}.py").exists() for count in range(1, len(words) + 1))


def test_tests_mirror_the_tree() -> None:
    tests = [path for layer in LAYERS for path in (ROOT / "tests" / layer).rglob("test_*.py")]
    assert [show(path) for path in tests if path.stem not in SPANNING and not mirrors_a_module(path)] == []


def test_no_name_says_nothing() -> None:
    assert [show(path) for path in [*SOURCE, *TESTS] if {path.stem, path.parent.name} & EMPTY_NAMES] == []


def test_a_folder_has_at_least_three_modules() -> None:
    """Or folders of modules; two are a file that was cut too early."""
    folders = {path.parent for path in SOURCE if path.parent.name not in MAY_BE_SMALL}
    sizes = {
        show(folder): len([path for path in folder.glob("*.py") if path.stem != "__init__"])
        + len([path for path in folders if path.parent == folder])
        for folder in folders
    }
    assert {folder: size for folder, size in sizes.items() if size < SMALLEST_FOLDER} == {}


def test_imports_stand_at_the_top() -> None:
    assert [place for path in [*SOURCE, *TESTS] for place in imports_inside_functions(path)] == []


def test_transactions_are_opened_in_one_place() -> None:
    openers = {"in_transaction", "atomic"}
    assert [show(path) for path in SOURCE if names_used(path) & openers] == ["services/transactions.py"]


def test_every_module_says_what_it_is_for() -> None:
    written = [path for path in SOURCE if path.parent.name != "migrations"]
    assert [show(path) for path in written if not ast.get_docstring(parse(path))] == []


def test_no_distribution_and_no_standard_module_owns_a_folder_name_of_ours() -> None:
    ours = {*LAYERS, "tests", "benchmarks"}
    assert ours & set(packages_distributions()) == set()
    assert ours & sys.stdlib_module_names == set()


async def test_the_migrations_leave_nothing_to_make() -> None:
    async with TortoiseContext() as context:
        await context.init(config=CONFIG_FOR_MIGRATIONS, init_connections=False)
        assert context.apps is not None
        changes = await MigrationAutodetector(context.apps, CONFIG_FOR_MIGRATIONS["apps"]).changes()
    assert [operation for writer in changes for operation in writer.operations] == []


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_is_a_package(layer: str) -> None:
    assert (ROOT / layer / "__init__.py").exists()
