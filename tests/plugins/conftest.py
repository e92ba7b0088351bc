"""Packages from outside."""

from pathlib import Path

import pytest

from tests.outside_plugins import OutsidePlugins


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OutsidePlugins:
    return OutsidePlugins(tmp_path, monkeypatch)
