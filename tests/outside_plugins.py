"""Outside plugins as small as a test needs: a module, and the metadata by which an installed package declares it."""

import shutil
import sys
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

_numbers = count(1)

HEAD = """
import pluggy

ZHICHENG_HOOK_API = 1
hookimpl = pluggy.HookimplMarker("zhicheng")
"""
TEXTS = {"zh-CN": "测试", "en": "Test"}


@dataclass
class OutsidePlugins:
    """A folder that Python looks into for packages, as long as the test runs."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    modules: dict[str, str] = field(default_factory=dict)

    def install(self, name: str, source: str, *, package: str = "", version: str = "1.0", also: str = "") -> None:
        """A package with one plugin, whose module is `source`; `also` is a second name for it."""
        module, package = f"outside_{next(_numbers)}", package or f"zhicheng-{name}"
        (self.folder / f"{module}.py").write_text(source, encoding="utf-8")
        information = self.folder / f"{package.replace('-', '_')}-{version}.dist-info"
        information.mkdir()
        (information / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n", encoding="utf-8"
        )
        points = "".join(f"{each} = {module}\n" for each in (name, also) if each)
        (information / "entry_points.txt").write_text(f"[zhicheng]\n{points}", encoding="utf-8")
        self.modules[name] = module
        self.monkeypatch.syspath_prepend(self.folder)

    def bring(self, name: str, **hooks: list[dict[str, Any]]) -> None:
        """A package whose plugin returns these documents."""
        self.install(name, HEAD + "".join(_write_hook(hook, repr(documents)) for hook, documents in hooks.items()))

    def upgrade(self, name: str, **hooks: list[dict[str, Any]]) -> None:
        """The same package, whose plugin now returns other documents."""
        shutil.rmtree(next(self.folder.glob(f"zhicheng_{name}-*.dist-info")))
        self.bring(name, **hooks)

    def was_imported(self, name: str) -> bool:
        return self.modules[name] in sys.modules


def _write_hook(hook: str, returned: str) -> str:
    return f"\n@hookimpl\ndef {hook}():\n    return {returned}\n"


def returning(hook: str, returned: str) -> str:
    """The source of a plugin with one hook."""
    return HEAD + _write_hook(hook, returned)


# ── documents, sound ones ────────────────────────────────────────────────────
def series(code: str = "outside", **changed: Any) -> dict[str, Any]:
    qualification = {"code": f"{code}-1-1", "track": f"{code}-1", "level": "ASSISTANT", "evaluation": "REVIEW"}
    return {
        "code": code,
        "name": TEXTS,
        "tracks": [{"code": f"{code}-1", "name": TEXTS}],
        "specialties": [{"code": f"{code}-01", "name": TEXTS}],
        "qualifications": [{**qualification, "name": TEXTS}],
        **changed,
    }


def template(key: str = "section.outside", **changed: Any) -> dict[str, Any]:
    name = {"type": "string", "title": "题目", "maxLength": 50}
    return {
        "key": key,
        "kind": "SECTION",
        "locales": ["zh-CN"],
        "title": TEXTS,
        "schema": {"type": "object", "properties": {"name": name}, "required": ["name"]},
        **changed,
    }


def form(key: str = "form.outside", *, of: str = "section.outside", version: int = 1, **changed: Any) -> dict[str, Any]:
    return {
        "key": key,
        "locales": ["zh-CN"],
        "title": TEXTS,
        "groups": [{"key": "all", "title": TEXTS}],
        "sections": [{"key": "only", "group": "all", "template": of, "version": version}],
        **changed,
    }


def route(key: str = "outside-route", **changed: Any) -> dict[str, Any]:
    check = {"key": "check", "title": TEXTS, "kind": "CHECK", "by": "EMPLOYER"}
    return {
        "key": key,
        "title": TEXTS,
        "procedure": "INITIAL_RECOGNITION",
        "stages": [check, {"key": "issue", "title": TEXTS, "kind": "ISSUE", "by": "ISSUER"}],
        "returns": {"resume": "RETURNER"},
        "withdraw": "NEVER",
        **changed,
    }
