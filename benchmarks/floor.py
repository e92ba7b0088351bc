"""The floor: a bare Starlette endpoint that sends ready bytes, and one SQL statement that reads or writes the same.

Run as a process of its own: `python -m benchmarks.floor PORT DATABASE FOLDER`.
"""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.client import HOST
from models.config import POSTGRES_OPTIONS

JSON = "application/json"
MOMENT = '\'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"\''


def _global_id(type_name: str, column: str) -> str:
    """schema.ids in SQL: base64 for addresses, without padding."""
    return f"translate(encode(convert_to('{type_name}:' || {column}, 'UTF8'), 'base64'), E'+/=\\n', '-_')"


def _moment(column: str) -> str:
    return f"to_char({column} AT TIME ZONE 'UTC', {MOMENT})"


QUEUE = f"""
SELECT json_build_object('totalCount', (SELECT count(*) FROM review_tasks task
    JOIN declarations declaration ON declaration.id = task.declaration_id
    WHERE task.organization_id = $1 AND task.status = 'PENDING' AND declaration.applicant_id <> $2),
  'nodes', (SELECT json_agg(json_build_object('stage', stage, 'openedAt', {_moment("opened_at")},
      'dueAt', {_moment("due_at")}, 'applicantName', applicant_name, 'employerName', employer_name,
      'qualificationName', qualification_name->>'zh-CN', 'declarationNumber', declaration_number,
      'declaration', json_build_object('id', {_global_id("Declaration", "declaration_id")})) ORDER BY id)
    FROM (SELECT task.* FROM review_tasks task JOIN declarations declaration ON declaration.id = task.declaration_id
      WHERE task.organization_id = $1 AND task.status = 'PENDING' AND declaration.applicant_id <> $2
      ORDER BY task.id LIMIT 20) page))::text"""  # noqa: S608 -- of our own constants
VERIFY = """
SELECT json_build_object('number', number, 'licenceIdentifier', licence_identifier, 'holderName', holder_name,
  'holderIdMasked', holder_id_masked, 'seriesName', series_name, 'qualificationName', qualification_name,
  'specialty', specialty, 'evaluation', evaluation, 'committee', committee_name, 'approvedOn', approved_on,
  'issuerName', issuer_name, 'issuedOn', issued_on, 'status', status)::text
FROM certificates WHERE number = $1 AND code = $2"""
SAVE = """
UPDATE section_answers SET entries = $4::text::jsonb, revision = revision + 1, saved_at = now()
WHERE declaration_id = $1 AND key = $2 AND revision = $3 RETURNING json_build_object('revision', revision)::text"""
SUBMIT = """
INSERT INTO submissions (id, declaration_id, number, answers, digest, submitted_at)
SELECT gen_random_uuid(), $1, (SELECT coalesce(max(number), 0) + 1 FROM submissions WHERE declaration_id = $1),
  document, encode(sha256(convert_to(document::text, 'UTF8')), 'hex'), now()
FROM (SELECT jsonb_object_agg(key, entries) AS document FROM section_answers WHERE declaration_id = $1) frozen
RETURNING json_build_object('number', number)::text"""
ACTIVITIES = f"""
SELECT json_build_object('totalCount', (SELECT count(*) FROM activities WHERE opened_at IS NOT NULL
    AND concluded_at IS NULL AND now() BETWEEN declare_from AND declare_to),
  'nodes', (SELECT json_agg(json_build_object('id', {_global_id("Activity", "page.id")}, 'code', page.code,
      'title', title->>'zh-CN', 'schedule', schedule->>'zh-CN', 'hotline', page.hotline,
      'windows', json_build_object('declare', json_build_object('opens', {_moment("declare_from")},
        'closes', {_moment("declare_to")})),
      'committee', json_build_object('name', committees.name->>'zh-CN')) ORDER BY page.id)
    FROM (SELECT * FROM activities WHERE opened_at IS NOT NULL AND concluded_at IS NULL
      AND now() BETWEEN declare_from AND declare_to ORDER BY id LIMIT 20) page
    JOIN committees ON committees.id = page.committee_id))::text"""  # noqa: S608 -- of our own constants
STATEMENTS: Mapping[str, str] = {
    "queue": QUEUE,
    "verify": VERIFY,
    "save": SAVE,
    "submit": SUBMIT,
    "activities": ACTIVITIES,
}


COPIES = """
CREATE SCHEMA floor;
CREATE TABLE floor.section_answers (LIKE public.section_answers INCLUDING ALL,
  FOREIGN KEY (declaration_id) REFERENCES public.declarations);
CREATE TABLE floor.submissions (LIKE public.submissions INCLUDING ALL,
  FOREIGN KEY (declaration_id) REFERENCES public.declarations);
INSERT INTO floor.section_answers SELECT * FROM public.section_answers;
INSERT INTO floor.submissions SELECT * FROM public.submissions"""
"""What the floor writes to, so that it does not disturb the server beside it; it reads the server's own rows."""


def create_floor(database_url: str, folder: Path) -> Starlette:
    """`folder` holds the ready answers, each under the name of its target."""
    ready = {path.stem: path.read_bytes() for path in folder.glob("*.json")}

    @asynccontextmanager
    async def live(app: Starlette) -> AsyncIterator[None]:
        async with asyncpg.create_pool(
            database_url,
            min_size=POSTGRES_OPTIONS["minsize"],
            max_size=POSTGRES_OPTIONS["maxsize"],
            server_settings={"search_path": "floor,public"},
        ) as pool:
            app.state.pool = pool
            yield

    async def send_bytes(request: Request) -> Response:
        return Response(ready[request.path_params["target"]], media_type=JSON)

    async def run_statement(request: Request) -> Response:
        arguments = orjson.loads(await request.body())
        found: str = await request.app.state.pool.fetchval(STATEMENTS[request.path_params["target"]], *arguments)
        return Response(found, media_type=JSON)

    routes = [
        Route("/bytes/{target}", send_bytes, methods=["POST"]),
        Route("/statement/{target}", run_statement, methods=["POST"]),
    ]
    return Starlette(routes=routes, lifespan=live)


if __name__ == "__main__":
    port, database, ready_folder = sys.argv[1:]
    uvicorn.run(
        create_floor(database, Path(ready_folder)),
        host=HOST,
        port=int(port),
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
    )
