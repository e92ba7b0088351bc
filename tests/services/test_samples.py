"""Sample files: asked for, sent, checked, and open to everybody from then on and not before."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models import AttachmentStatus, SampleFile
from models.identifiers import new_id
from services import attachments, samples
from services.attachments import UPLOAD_LIFETIME
from services.caller import Caller
from services.environment import Environment
from services.errors import NotFound, NotPermitted, NotSignedIn
from services.samples import NewSample
from tests import factories
from tests.databases import Database
from tests.factories import in_chunks, picture, token_of
from tests.frozen_clock import FrozenClock
from tests.services import authors
from tests.services.authors import done, nothing_changes, office_of, refusal_of, refused

pytestmark = pytest.mark.anyio

FORM = picture("PDF")
MEGABYTE = 1024 * 1024


@pytest.fixture
async def organiser(environment: Environment, database: Database) -> Caller:
    return await authors.organiser_of(environment)


def announced(owner: Caller, content: bytes = FORM, **changed: Any) -> NewSample:
    usual: dict[str, Any] = {
        "owner_id": office_of(owner),
        "file_name": "sample.pdf",
        "media_type": "application/pdf",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    return NewSample(**{**usual, **changed})


async def request(caller: Caller, content: bytes = FORM, **changed: Any) -> tuple[SampleFile, str]:
    """With the token to send the bytes with."""
    sample, url = await done(samples.request_sample_upload(caller, announced(caller, content, **changed)))
    return sample, token_of(url)


async def send(caller: Caller, token: str, content: bytes = FORM) -> None:
    await samples.receive_sample(caller.environment, token=token, chunks=in_chunks(content))


async def complete(caller: Caller, sample: SampleFile) -> SampleFile:
    return await done(samples.complete_sample_upload(caller, sample_id=sample.id))


async def read(caller: Caller, sample: SampleFile) -> bytes:
    download = await samples.open_sample(caller.environment, sample_id=sample.id)
    return b"".join([chunk async for chunk in download.chunks])


def stored(files: Path) -> list[str]:
    return sorted(str(path.relative_to(files)) for path in files.rglob("*") if path.is_file())


# ── the way of one ───────────────────────────────────────────────────────────
async def test_it_is_public_once_it_is_complete_and_not_before(organiser: Caller, files: Path) -> None:
    before = stored(files)
    sample, token = await request(organiser, file_name="C:\\docs\\样例\u202e.pdf")
    steps: list[Callable[[], Awaitable[object]]] = [lambda: asyncio.sleep(0), lambda: send(organiser, token)]
    for step in steps:
        await step()
        with pytest.raises(NotFound):
            await samples.open_sample(organiser.environment, sample_id=sample.id)
    assert sorted(set(stored(files)) - set(before)) == [f"arriving/{sample.id}"]
    finished = await complete(organiser, sample)
    row = await SampleFile.get(id=sample.id)

    assert (finished.status, row.status, row.completed_at) == (
        AttachmentStatus.COMPLETE,
        AttachmentStatus.COMPLETE,
        organiser.now,
    )
    assert (row.owner_id, row.uploaded_by_id, row.file_name) == (
        office_of(organiser),
        organiser.require_viewer().account_id,
        "样例.pdf",
    )
    assert await read(organiser, sample) == FORM
    assert sorted(set(stored(files)) - set(before)) == [f"samples/{sample.id}"]


async def test_what_is_complete_stays_as_it_is(organiser: Caller, database: Database) -> None:
    sample, token = await request(organiser)
    await send(organiser, token)
    await complete(organiser, sample)

    async with nothing_changes(database):
        assert await refused(send(organiser, token, b"x" * len(FORM))) == ["UPLOAD_EXPIRED"]
        assert (await complete(organiser, sample)).completed_at == organiser.now
    assert await read(organiser, sample) == FORM


async def test_sending_again_replaces_what_was_sent(organiser: Caller) -> None:
    sample, token = await request(organiser)
    for content in (b"x" * len(FORM), FORM[:10], FORM):
        await send(organiser, token, content)
    await complete(organiser, sample)

    assert await read(organiser, sample) == FORM


@pytest.mark.parametrize(
    ("kind", "media_type"), [("PDF", "application/pdf"), ("JPEG", "image/jpeg"), ("PNG", "image/png")]
)
async def test_what_every_browser_shows(organiser: Caller, kind: str, media_type: str) -> None:
    content = picture(kind)
    sample, token = await request(organiser, content, media_type=media_type)
    await send(organiser, token, content)
    await complete(organiser, sample)
    download = await samples.open_sample(organiser.environment, sample_id=sample.id)

    assert download.media_type == media_type


# ── what is refused before a byte is sent ────────────────────────────────────
async def test_what_is_announced_must_fit(organiser: Caller, database: Database) -> None:
    cases: list[tuple[dict[str, Any], list[tuple[str, tuple[str, ...]]]]] = [
        ({"size": 0}, [("INVALID_ARGUMENT", ("size",))]),
        ({"size": -1}, [("INVALID_ARGUMENT", ("size",))]),
        ({"size": 10 * MEGABYTE + 1}, [("FILE_TOO_LARGE", ("size",))]),
        ({"media_type": "text/html"}, [("MEDIA_TYPE", ("mediaType",))]),
        ({"media_type": "image/svg+xml"}, [("MEDIA_TYPE", ("mediaType",))]),
        ({"media_type": "APPLICATION/PDF"}, [("MEDIA_TYPE", ("mediaType",))]),
        ({"media_type": ""}, [("MEDIA_TYPE", ("mediaType",))]),
        ({"sha256": "0" * 63}, [("INVALID_ARGUMENT", ("sha256",))]),
        ({"sha256": "z" * 64}, [("INVALID_ARGUMENT", ("sha256",))]),
        (
            {"size": 0, "media_type": "text/plain", "sha256": ""},
            [("INVALID_ARGUMENT", ("size",)), ("MEDIA_TYPE", ("mediaType",)), ("INVALID_ARGUMENT", ("sha256",))],
        ),
    ]

    async with nothing_changes(database):
        for changed, expected in cases:
            refusal = await refusal_of(samples.request_sample_upload(organiser, announced(organiser, **changed)))
            assert [(str(found.code), found.path) for found in refusal.problems] == expected
    assert (await request(organiser, size=10 * MEGABYTE))[0].size == 10 * MEGABYTE


async def test_organisers_put_them_up_for_their_own(organiser: Caller, database: Database) -> None:
    environment = organiser.environment
    administrator = await authors.administrator_of(environment)
    applicant = await factories.caller_of(environment, factories.APPLICANT)
    new = announced(organiser)
    cases: list[tuple[Caller, NewSample, type[Exception]]] = [
        (await authors.other_organiser_of(environment), new, NotPermitted),
        (applicant, new, NotPermitted),
        (factories.nobody(environment), new, NotSignedIn),
        (administrator, announced(organiser, owner_id=new_id()), NotFound),
    ]

    async with nothing_changes(database):
        for caller, wanted, error in cases:
            with pytest.raises(error):
                await done(samples.request_sample_upload(caller, wanted))
    sample, _ = await done(samples.request_sample_upload(administrator, new))
    assert sample.owner_id == office_of(organiser)


# ── what is refused of what was sent ─────────────────────────────────────────
@pytest.mark.parametrize(
    ("content", "sent", "media_type", "code"),
    [
        (FORM, None, "application/pdf", "UPLOAD_INCOMPLETE"),
        (FORM, FORM[:-1], "application/pdf", "UPLOAD_INCOMPLETE"),
        (FORM, FORM[:-1] + b"x", "application/pdf", "CHECKSUM"),
        (b"<html></html>", b"<html></html>", "application/pdf", "MEDIA_TYPE"),
        (picture("PNG"), picture("PNG"), "image/jpeg", "MEDIA_TYPE"),
        (picture()[:300], picture()[:300], "image/jpeg", "MEDIA_TYPE"),
        (b"\0", b"\0", "image/png", "MEDIA_TYPE"),
    ],
)
async def test_what_arrived_must_be_what_was_announced(
    organiser: Caller,
    files: Path,
    database: Database,
    content: bytes,
    sent: bytes | None,
    media_type: str,
    code: str,
) -> None:
    sample, token = await request(organiser, content, media_type=media_type)
    before = stored(files)
    if sent is not None:
        await send(organiser, token, sent)

    async with nothing_changes(database):
        assert await refused(complete(organiser, sample)) == [code]
        with pytest.raises(NotFound):
            await samples.open_sample(organiser.environment, sample_id=sample.id)
    kept = [f"arriving/{sample.id}"] if code == "UPLOAD_INCOMPLETE" and sent else []
    assert sorted(set(stored(files)) - set(before)) == kept


async def test_more_than_was_announced_is_not_taken(organiser: Caller, files: Path) -> None:
    sample, token = await request(organiser)
    before = stored(files)

    assert await refused(send(organiser, token, FORM + b"x")) == ["FILE_TOO_LARGE"]
    assert stored(files) == before
    await send(organiser, token)
    assert (await complete(organiser, sample)).status is AttachmentStatus.COMPLETE


async def test_only_who_asked_completes_it(organiser: Caller, database: Database) -> None:
    sample, token = await request(organiser)
    await send(organiser, token)
    colleague = await authors.colleague_of(organiser)
    administrator = await authors.administrator_of(organiser.environment)

    async with nothing_changes(database):
        for caller in (colleague, administrator, await authors.other_organiser_of(organiser.environment)):
            with pytest.raises(NotFound):
                await complete(caller, sample)
        with pytest.raises(NotSignedIn):
            await complete(factories.nobody(organiser.environment), sample)
        with pytest.raises(NotFound):
            await complete(organiser, SampleFile(id=new_id()))


async def test_an_address_is_good_for_an_hour_and_for_nothing_else(
    organiser: Caller, clock: FrozenClock, database: Database
) -> None:
    _, token = await request(organiser)
    applicant = await factories.caller_of(organiser.environment, factories.APPLICANT)
    declaration = await factories.start_declaration(applicant)
    _, elsewhere = await attachments.request_upload(applicant, factories.announce(declaration, picture()))

    async with nothing_changes(database):
        for forged in ("", "x", token[:-2], token_of(elsewhere)):
            assert await refused(send(organiser, forged)) == ["UPLOAD_EXPIRED"]
        clock.move(UPLOAD_LIFETIME - timedelta(seconds=1))
        await send(organiser, token)
        clock.move(timedelta(seconds=1))
        assert await refused(send(organiser, token)) == ["UPLOAD_EXPIRED"]


async def test_completing_twice_at_once_is_completing_once(organiser: Caller) -> None:
    sample, token = await request(organiser)
    await send(organiser, token)
    found = await asyncio.gather(complete(organiser, sample), complete(organiser, sample))

    assert [each.status for each in found] == [AttachmentStatus.COMPLETE] * 2
    assert await read(organiser, sample) == FORM
