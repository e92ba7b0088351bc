"""The demo's movable clock: an offset kept in a file, so that every process and a restart see the same time."""

import json
import os
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from services.clock import OffsetClock

LARGEST_OFFSET = timedelta(days=50 * 365)


@dataclass(frozen=True, slots=True)
class OffsetFile:
    path: Path

    def read(self) -> timedelta:
        try:
            text = self.path.read_bytes()
        except FileNotFoundError:
            return timedelta()
        return timedelta(seconds=json.loads(text)["offsetSeconds"])

    def write(self, offset: timedelta) -> None:
        """Replace the file as a whole: a reader never sees half of it. Raises ValueError when too far away."""
        if abs(offset) > LARGEST_OFFSET:
            raise ValueError(f"the clock moves by at most {LARGEST_OFFSET.days} days")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(prefix=f".{self.path.name}.", dir=self.path.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"offsetSeconds": int(offset.total_seconds())}, file)
        Path(draft).replace(self.path)


def offset_file(data_folder: Path) -> OffsetFile:
    return OffsetFile(data_folder / "clock.json")


def demo_clock(data_folder: Path) -> OffsetClock:
    """A clock that asks the file at each reading."""
    return OffsetClock(offset=offset_file(data_folder).read)
