"""The impact of a template's draft on ten thousand drafts, once, beside reading their answers with one SQL statement."""

import copy
import time
from dataclasses import dataclass
from typing import Any

import asyncpg
import orjson

from benchmarks.api import Api, Unexpected

ADMINISTRATOR = "administrator-sichuan"
TEMPLATE = "achievement.paper"
MULTIPLIED = """
INSERT INTO declarations SELECT (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid(),
    'number', 'BENCH' || n))).* FROM declarations d, generate_series(1, $2) n WHERE d.id = $1"""
ANSWERED = """
INSERT INTO section_answers SELECT (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(),
    'declaration_id', d.id))).* FROM section_answers s, declarations d
  WHERE s.declaration_id = $1 AND d.number LIKE 'BENCH%'"""
FLOOR = """
SELECT count(*), sum(length(s.entries::text)) FROM section_answers s JOIN declarations d ON d.id = s.declaration_id
  WHERE d.status = 'DRAFT' AND s.key = ANY($1)"""
FIND = 'query Find { templates(search: "achievement.paper") { nodes { id key current { document } } } }'
SAVE = """mutation Save($template: ID!, $changed: JSONObject!) {
  prepared: saveTemplateDraft(template: $template, document: $changed, expectedRevision: 0) {
    template { id } refused: problems { code message } } }"""
IMPACT = """query Impact($template: ID!) {
  templateImpact(template: $template) { drafts returned wouldFail byCode samples { pointer } } }"""


@dataclass(frozen=True, slots=True)
class ImpactLine:
    """`floor_seconds` is one statement over the same answers."""

    drafts: int
    would_fail: int
    seconds: float
    floor_seconds: float


async def multiply(database_url: str, *, declaration: str, count: int) -> None:
    """Copies of a filled-in draft, row by row, so that there are as many as in a province's season."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute(MULTIPLIED, declaration, count)
        await connection.execute(ANSWERED, declaration)
        await connection.execute("VACUUM ANALYZE declarations, section_answers")
    finally:
        await connection.close()


async def measure_impact(api: Api, database_url: str) -> ImpactLine:
    """Of a version that requires what was optional, in a form with all its sections filled in."""
    template, document = await _find(api)
    changed = copy.deepcopy(document)
    changed["schema"]["required"] = [*changed["schema"]["required"], "doi"]
    changed["examples"] = []
    await api.prepare(ADMINISTRATOR, SAVE, template=template, changed=changed)
    request = api.request(ADMINISTRATOR, IMPACT, {"template": template})
    began = time.perf_counter()
    answer = orjson.loads((await api.send(request)).body)
    seconds = time.perf_counter() - began
    found = (answer.get("data") or {}).get("templateImpact")
    if found is None:
        raise Unexpected(f"the impact was not measured: {answer}")
    return ImpactLine(found["drafts"], found["wouldFail"], seconds, await _read(database_url))


async def _find(api: Api) -> tuple[str, dict[str, Any]]:
    reply = await api.send(api.request(ADMINISTRATOR, FIND, {}))
    nodes = orjson.loads(reply.body)["data"]["templates"]["nodes"]
    [node] = [each for each in nodes if each["key"] == TEMPLATE]
    return node["id"], node["current"]["document"]


async def _read(database_url: str) -> float:
    connection = await asyncpg.connect(database_url)
    try:
        began = time.perf_counter()
        await connection.fetchrow(FLOOR, ["achievements"])
        return time.perf_counter() - began
    finally:
        await connection.close()
