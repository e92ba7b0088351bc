from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.demo.clock import LARGEST_OFFSET, OffsetFile, demo_clock, offset_file


def test_without_a_file_the_clock_is_not_moved(tmp_path: Path) -> None:
    assert offset_file(tmp_path).read() == timedelta()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seconds=st.integers(-int(LARGEST_OFFSET.total_seconds()), int(LARGEST_OFFSET.total_seconds())))
def test_what_is_written_is_read(tmp_path: Path, seconds: int) -> None:
    file = OffsetFile(tmp_path / "clock.json")
    file.write(timedelta(seconds=seconds))
    assert file.read() == timedelta(seconds=seconds)


def test_only_the_file_itself_remains(tmp_path: Path) -> None:
    file = offset_file(tmp_path / "made")
    file.write(timedelta(days=1))
    file.write(timedelta(days=2))
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["clock.json"]


def test_too_far_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    file = offset_file(tmp_path)
    file.write(timedelta(days=1))
    with pytest.raises(ValueError, match="moves by at most"):
        file.write(LARGEST_OFFSET + timedelta(seconds=1))
    assert file.read() == timedelta(days=1)


def test_the_clock_follows_the_file(tmp_path: Path) -> None:
    clock = demo_clock(tmp_path)
    offset_file(tmp_path).write(timedelta(days=400))
    assert clock.now() > datetime.now(UTC) + timedelta(days=399)
