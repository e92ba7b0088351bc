"""Documents that lie in folders of the product, read as they are."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def read_documents(folder: str) -> Sequence[Mapping[str, Any]]:
    """Every JSON file directly in a folder, named from the product's root, by file name."""
    paths = sorted((ROOT / folder).glob("*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]
