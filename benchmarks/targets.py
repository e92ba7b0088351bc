"""What is measured: each target's requests, its floors, and the answer that is expected of it."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, repeat

import orjson

from benchmarks import documents, expected
from benchmarks.api import CONNECTIONS, Api, together
from benchmarks.client import Reply, request_bytes
from benchmarks.measuring import Load
from benchmarks.world import OPERATOR, Case, World
from schema.ids import key_of

SECTION = "education"
SAVED = "employment"
REVISION = 987_654_321  # stands in the prepared bytes where the expected revision goes
OK = 200
Streams = Sequence[Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Target:
    """`real` and the floors are pressed on in turns; `restore` puts back so many declarations as `real` used up."""

    key: str
    name: str
    title: str
    real: Load
    check: Callable[[Reply], None]
    ready_bytes: Load
    statement: Load | None = None
    check_statement: Callable[[Reply, Reply], None] | None = None
    restore: Callable[[int], Awaitable[None]] | None = None


def build_targets(api: Api, world: World) -> list[Target]:
    return [
        _form(api, world),
        _section(api, world),
        _queue(api, world),
        _verification(api, world),
        _save(api, world),
        _submission(api, world),
        _activities(api),
    ]


def _form(api: Api, world: World) -> Target:
    case = world.ready[-1]
    request = api.request(case.applicant.key, documents.FORM, {"id": case.id})
    return _reading("T1", "form", "the whole form, every section and field", request, expected.whole_form(case))


def _section(api: Api, world: World) -> Target:
    case = world.ready[-1]
    request = api.request(case.applicant.key, documents.SECTION, {"id": case.id, "key": SECTION})
    check = expected.one_section(case, SECTION)
    return _reading("T2", "section", f"one section of the form ({SECTION})", request, check)


def _queue(api: Api, world: World) -> Target:
    employer = world.places.employer
    request = api.request(OPERATOR, documents.QUEUE, {"organization": employer})
    arguments = [str(key_of(employer, "Organization")), str(world.places.operator)]
    return _reading(
        "T3",
        "queue",
        f"a page of 20 of the review queue, with its total ({world.waiting})",
        request,
        expected.queue(world),
        arguments=arguments,
        same=expected.same_queue,
    )


def _verification(api: Api, world: World) -> Target:
    number, code = world.certificate
    request = api.request(None, documents.VERIFY, {"number": number, "code": code})
    return _reading(
        "T4",
        "verify",
        "one certificate verified by number and code",
        request,
        expected.valid_certificate(number),
        arguments=[number, code],
        same=expected.same_certificate,
    )


def _activities(api: Api) -> Target:
    request = api.request(None, documents.ACTIVITIES, {})
    title = "the activities open now"
    check = expected.open_activities
    return _reading("T7", "activities", title, request, check, arguments=[], same=expected.same_activities)


def _reading(
    key: str,
    name: str,
    title: str,
    request: bytes,
    check: Callable[[Reply], None],
    arguments: Sequence[str] | None = None,
    same: Callable[[Reply, Reply], None] | None = None,
) -> Target:
    """The same request again and again; every answer is the first one, byte for byte."""
    statement = None
    if arguments is not None:
        asked = request_bytes("POST", f"/statement/{name}", orjson.dumps(arguments))
        statement = Load(lambda: _repeated(asked), Same())
    return Target(
        key=key,
        name=name,
        title=title,
        real=Load(lambda: _repeated(request), Same()),
        check=check,
        ready_bytes=_bytes_load(name, request),
        statement=statement,
        check_statement=same,
    )


def _save(api: Api, world: World) -> Target:
    cases = world.ready[:CONNECTIONS]
    streams = [_saves(api, case) for case in cases]
    floor = [_plain_saves(case) for case in cases]
    return Target(
        key="T5",
        name="save",
        title=f"saving one section ({SAVED}) with its expected revision",
        real=Load(lambda: streams, _is_taken),
        check=expected.saved(cases[0], SAVED),
        ready_bytes=_bytes_load("save", next(_saves(api, cases[0]))),
        statement=Load(lambda: floor, _is_ok),
        check_statement=expected.same_revision,
    )


def _saves(api: Api, case: Case) -> Iterator[bytes]:
    """Endless: each expects the revision that the one before made, and changes a word."""
    entries = [dict(each) for each in case.sections[SAVED]]
    entries[0]["answers"] = {**entries[0]["answers"], "duties": f"硬件研发 {REVISION}"}
    variables = {"declaration": case.id, "section": SAVED, "entries": entries, "revision": REVISION}
    body = orjson.dumps({"query": documents.SAVE, "variables": variables})
    return _counted("/graphql", body, api.headers(case.applicant.key))


def _plain_saves(case: Case) -> Iterator[bytes]:
    entries = orjson.dumps(case.sections[SAVED]).decode()
    body = orjson.dumps([str(key_of(case.id, "Declaration")), SAVED, REVISION, entries])
    return _counted("/statement/save", body, {})


def _counted(path: str, body: bytes, headers: Mapping[str, str]) -> Iterator[bytes]:
    parts = body.split(str(REVISION).encode())
    revision = 1
    while True:
        yield request_bytes("POST", path, str(revision).encode().join(parts), headers)
        revision += 1


def _submission(api: Api, world: World) -> Target:
    cases = world.ready
    requests = [api.request(each.applicant.key, documents.SUBMIT, {"declaration": each.id}) for each in cases]
    keys = [str(key_of(each.id, "Declaration")) for each in cases]
    inserts = [request_bytes("POST", "/statement/submit", orjson.dumps([key])) for key in keys]

    async def withdraw(count: int) -> None:
        used = cases[:count]
        await together(api.prepare(each.applicant.key, documents.WITHDRAW, declaration=each.id) for each in used)

    return Target(
        key="T6",
        name="submit",
        title=f"submitting, {len(cases)} declarations once each",
        real=Load(lambda: [iter(share) for share in _dealt(requests)], _is_taken),
        check=expected.submitted,
        ready_bytes=_bytes_load("submit", requests[0]),
        statement=Load(lambda: [cycle(share) for share in _dealt(inserts)], _is_ok),
        check_statement=expected.same_submission,
        restore=withdraw,
    )


def _dealt(requests: Sequence[bytes]) -> list[Sequence[bytes]]:
    return [requests[place::CONNECTIONS] for place in range(CONNECTIONS)]


def _bytes_load(name: str, request: bytes) -> Load:
    """The very request, sent to the floor."""
    _, _, rest = request.partition(b" /graphql ")
    asked = b"POST /bytes/" + name.encode() + b" " + rest
    return Load(lambda: _repeated(asked), Same())


def _repeated(request: bytes) -> Streams:
    return [repeat(request) for _ in range(CONNECTIONS)]


@dataclass(slots=True)
class Same:
    """Takes what equals the first answer, which is checked before anything is timed."""

    first: Reply | None = None

    def __call__(self, reply: Reply) -> bool:
        if self.first is None:
            self.first = reply
        return reply == self.first


def _is_taken(reply: Reply) -> bool:
    return reply.status == OK and b'"refused":[]' in reply.body


def _is_ok(reply: Reply) -> bool:
    return reply.status == OK
