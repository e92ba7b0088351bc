"""Runs check.mjs, with its packages installed once for each lock in pytest's cache. Skips where there is no Node, or no
registry to be reached.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from form_templates.formats import FORMATS
from tests.rjsf.handed_out import HandedOut

HERE = Path(__file__).parent
MANIFEST = ("package.json", "package-lock.json", ".npmrc")
OLDEST_NODE = 20
KEYWORDS = ["x-unit", "x-attachment"]
OFFLINE = re.compile(
    r"npm (?:error|ERR!) code (E(?:NOTFOUND|AI_AGAIN|CONN\w+|TIMEDOUT|NETUNREACH|HOSTUNREACH|SOCKETTIMEDOUT|[45]\d\d)"
    r"|ERR_SOCKET_TIMEOUT|FETCH_ERROR|\w*CERT\w*)"
)
QUICKLY = ["--fetch-retries=1", "--fetch-retry-mintimeout=500", "--fetch-timeout=30000"]


def run_check(handed_out: Iterable[HandedOut], *, packages: Path, folder: Path) -> dict[str, Any]:
    """The report of check.mjs, by the names of what was handed out and of the examples."""
    questions, report = folder / "questions.json", folder / "report.json"
    cases = [
        {
            "name": each.name,
            "schema": each.schema,
            "uiSchema": each.ui_schema,
            "examples": [{"name": name, "answers": example.answers} for name, example in each.examples.items()],
        }
        for each in handed_out
    ]
    asked = {"formats": list(FORMATS), "keywords": KEYWORDS, "cases": cases}
    questions.write_text(json.dumps(asked), encoding="utf-8")
    done = _run([_find_node(), str(HERE / "check.mjs"), str(packages), str(questions), str(report)])
    if done.returncode != 0:
        pytest.fail(f"check.mjs: {done.stderr}")
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def install(cache: Path) -> Path:
    """The folder with the packages of the lock."""
    _find_node()
    npm = shutil.which("npm") or pytest.skip("npm is not installed")
    folder = cache / hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:16]
    if not folder.exists():
        draft = Path(tempfile.mkdtemp(dir=cache))
        _install_into(draft, npm)
        _put_in_place(draft, folder)
    return folder


def _find_node() -> str:
    node = shutil.which("node") or pytest.skip("Node is not installed")
    version = _run([node, "--version"]).stdout.strip()
    if int(version.removeprefix("v").partition(".")[0]) < OLDEST_NODE:
        pytest.skip(f"Node {OLDEST_NODE} or newer is needed, and this is {version}")
    return node


def _install_into(folder: Path, npm: str) -> None:
    for name in MANIFEST:
        shutil.copy(HERE / name, folder)
    kept = folder / "npm"  # what npm would put in the home folder
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", f"--cache={kept}", *QUICKLY]
    done = _run(command, cwd=folder)
    shutil.rmtree(kept, ignore_errors=True)
    if done.returncode == 0:
        return
    shutil.rmtree(folder)
    unreachable = OFFLINE.search(done.stderr)
    if unreachable:
        pytest.skip(f"npm reaches no registry: {unreachable[1]}")
    pytest.fail(f"npm ci: {done.stderr}")


def _put_in_place(draft: Path, folder: Path) -> None:
    try:
        draft.rename(folder)
    except OSError:  # another worker was first
        shutil.rmtree(draft)


def _run(command: list[str], *, cwd: Path = HERE) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, check=False, capture_output=True, text=True, encoding="utf-8")  # noqa: S603 -- Node and our own script
