"""Keywords are found in what people read, in any language, and never in the JSON that carries it."""

import pytest

from models import Activity
from services.environment import Environment
from services.text_search import containing
from tests import factories
from tests.databases import Database
from tests.query_counts import count_queries

pytestmark = pytest.mark.anyio

CASES: dict[str | None, list[str]] = {
    None: ["first-2026", "second-2026"],
    "": ["first-2026", "second-2026"],
    "  ": ["first-2026", "second-2026"],
    "石油": ["first-2026"],
    "2026 石油": ["first-2026"],
    "石油 2027": [],
    "PETROLEUM": ["first-2026"],
    "Petroleum 石油": ["first-2026"],
    "second": ["second-2026"],
    "%": ["second-2026"],
    "_": ["second-2026"],
    "\\": ["second-2026"],
    '"': ["second-2026"],
    "zh-CN": [],
    "CN": [],
    'en":': [],
    "{": [],
    "' OR 1=1 --": [],
    "2": ["first-2026", "second-2026"],
}


async def test_every_word_is_looked_for(environment: Environment, database: Database) -> None:
    ours = Activity.filter(code__in=["first-2026", "second-2026"])
    await factories.make_activity(
        environment, code="first-2026", title={"zh-CN": "2026 年度石油工程评审", "en": "Petroleum, 2026"}
    )
    await factories.make_activity(environment, code="second-2026", title={"zh-CN": '100%_"甲\\乙"', "fr": "Autre"})

    found = {}
    for search in CASES:
        with count_queries() as statements:
            query = containing(ours, search, column="title", code="code")
            found[search] = [row.code for row in await query.order_by("code")]
            assert (await query.count(), statements.count) == (len(found[search]), 2)

    assert found == CASES
