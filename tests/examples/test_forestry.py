"""The example as somebody else would use it: an installed package, in a process that is started with its name."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "zhicheng-forestry"
OURS = ("form_templates", "review_routes", "models", "plugins", "services", "resolvers", "schema", "server")
PLANTING = {
    "name": "示例河谷造林",
    "kind": "PLANTING",
    "place": "阿坝州示例县",
    "area": 1200.5,
    "startedOn": "2019-03-12",
    "finishedOn": "2021-05-20",
    "rank": 1,
    "people": 6,
    "evidence": ["evidence-1"],
}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the package lies, as an installer leaves it."""
    target = tmp_path_factory.mktemp("installed")
    options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--target", str(target)]
    run("-m", "pip", "install", *options, str(EXAMPLE))
    return target


def run(*arguments: str, **variables: str) -> str:
    """What a Python of its own says, with these variables and no ZHICHENG_ ones of ours."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ZHICHENG_")}
    command = [sys.executable, *arguments]
    ended = subprocess.run(  # noqa: S603 -- our own words
        command, cwd=ROOT, env={**inherited, **variables}, capture_output=True, check=False, text=True, timeout=300
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def publish_and_resolve(installed: Path, folder: Path, answers: dict[str, Any]) -> Any:
    variables = {"ZHICHENG_PLUGINS": "forestry", "ZHICHENG_DATA_FOLDER": str(folder), "PYTHONPATH": str(installed)}
    return json.loads(run("-m", "tests.examples.forestry_process", json.dumps(answers), **variables))


def test_its_documents_are_published_and_its_form_is_resolved(installed: Path, tmp_path: Path) -> None:
    found = publish_and_resolve(
        installed,
        tmp_path,
        {
            "achievements": [{"id": "a", "template": "achievement.planting-project", "answers": PLANTING}],
            "field-seasons": [
                {"id": "f", "answers": {"year": 2025, "kind": "SURVEY", "place": "示例县", "days": 120}},
                {"id": "g", "answers": {"year": 2019, "kind": "SURVEY", "place": "示例县", "days": 200}},
            ],
        },
    )
    assert found["refused"] == []
    assert found["published"] == dict.fromkeys(
        [
            "forestry",
            "forestry-review",
            "achievement.forest-protection",
            "achievement.planting-project",
            "section.field-seasons",
            "form.forestry",
        ],
        "PUBLISHED",
    )
    assert found["form"] == {"origin": "forestry", "number": 1}
    assert found["sections"] == {
        "basic-information": "Basic information",
        "education": "Education",
        "titles-held": "Titles held",
        "employment": "Employment",
        "field-seasons": "Field work",
        "achievements": "Achievements",
        "assessments": "Assessments",
        "materials": "Materials",
    }
    own = [problem for problem in found["problems"] if problem[0] in {"achievements", "field-seasons"}]
    assert own == [
        ["achievements", "/a/survivalRate", "REQUIRED", None, "Fill in “Survival”."],
        [
            "field-seasons",
            "",
            "RULE",
            "forestry.field-days",
            "A senior title normally asks for 300 days in the field in five years; there are 120.",
        ],
    ]


def test_it_is_listed_and_without_permission_it_is_not_imported(installed: Path, tmp_path: Path) -> None:
    def listed(names: str) -> str:
        variables = {"ZHICHENG_PLUGINS": names, "ZHICHENG_DATA_FOLDER": str(tmp_path), "PYTHONPATH": str(installed)}
        return run("-m", "server", "plugins", "list", **variables).splitlines()[-1]

    assert listed("forestry").split() == ["forestry", "zhicheng-forestry", "1.0.0", "LOADED", "6"]
    assert listed("").split()[:5] == ["forestry", "zhicheng-forestry", "1.0.0", "REFUSED", "0"]


def test_it_imports_nothing_of_ours(installed: Path) -> None:
    """In a process that could find the product's packages, for it stands in their folder."""
    script = "import sys, json, zhicheng_forestry; print(json.dumps(sorted(sys.modules)))"
    modules = set(json.loads(run("-c", script, PYTHONPATH=str(installed))))
    assert modules & {"zhicheng_forestry", *OURS} == {"zhicheng_forestry"}
