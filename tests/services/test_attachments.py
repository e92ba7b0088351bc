"""Files on their way in and out: asked for, sent, complete, used; and every way in which one is refused."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from form_templates.answers import Entry
from models import Attachment, AttachmentStatus, Declaration
from services import attachments, declarations
from services.attachments import DOWNLOAD_LIFETIME, UPLOAD_LIFETIME
from services.caller import Caller
from services.environment import Environment
from services.errors import NotFound, NotSignedIn, Refused
from services.transactions import one_transaction
from tests import factories
from tests.databases import Database
from tests.factories import announce, attach, in_chunks, picture, send, token_of
from tests.frozen_clock import FrozenClock

pytestmark = pytest.mark.anyio

PHOTO = picture()
LETTER: dict[str, Any] = {
    "section": "materials",
    "pointer": "/file",
    "template": "material.employer-recommendation",
    "media_type": "application/pdf",
}


@pytest.fixture
async def caller(environment: Environment, database: Database) -> Caller:
    return await factories.caller_of(environment, factories.APPLICANT)


@pytest.fixture
async def declaration(caller: Caller) -> Declaration:
    return await factories.start_declaration(caller)


async def refused_request(
    caller: Caller, declaration: Declaration, **changed: Any
) -> list[tuple[str, tuple[str, ...]]]:
    with pytest.raises(Refused) as refusal:
        await attachments.request_upload(caller, announce(declaration, PHOTO, **changed))
    return [(found.code, found.path) for found in refusal.value.problems]


async def refused_completion(caller: Caller, attachment: Attachment) -> list[str]:
    with pytest.raises(Refused) as refusal:
        await attachments.complete_upload(caller, attachment_id=attachment.id)
    return [found.code for found in refusal.value.problems]


async def read(download: attachments.Download) -> bytes:
    return b"".join([chunk async for chunk in download.chunks])


def stored(files: Path) -> list[str]:
    return sorted(str(path.relative_to(files)) for path in files.rglob("*") if path.is_file())


async def test_from_asking_to_reading_it_again(caller: Caller, declaration: Declaration, files: Path) -> None:
    before = stored(files)
    done = await attach(caller, announce(declaration, PHOTO), PHOTO)
    again = await attachments.complete_upload(caller, attachment_id=done.id)
    loaded, url = await attachments.load_with_link(caller, attachment_id=done.id)
    download = await attachments.open_download(caller.environment, token=token_of(url))

    assert (again.status, again.completed_at) == (AttachmentStatus.COMPLETE, caller.now)
    assert (loaded.id, download.media_type, download.file_name) == (done.id, "image/jpeg", "photo.jpg")
    assert await read(download) == PHOTO
    assert await attachments.read_bytes(caller.environment, done.id) == PHOTO
    assert sorted(set(stored(files)) - set(before)) == [f"attachments/{done.id}"]


async def test_what_is_announced_must_fit_the_template(caller: Caller, declaration: Declaration) -> None:
    cases: list[tuple[dict[str, Any], list[tuple[str, tuple[str, ...]]]]] = [
        ({"size": 512_001}, [("FILE_TOO_LARGE", ("size",))]),
        ({"size": 600 * 1024}, [("FILE_TOO_LARGE", ("size",))]),
        ({"size": 2**63}, [("FILE_TOO_LARGE", ("size",))]),
        ({"size": 0}, [("INVALID_ARGUMENT", ("size",))]),
        ({"size": -1}, [("INVALID_ARGUMENT", ("size",))]),
        ({"media_type": "text/plain"}, [("MEDIA_TYPE", ("mediaType",))]),
        ({"media_type": "IMAGE/JPEG"}, [("MEDIA_TYPE", ("mediaType",))]),
        ({"media_type": "application/pdf"}, [("MEDIA_TYPE", ("mediaType",))]),
        ({"media_type": "x" * 10_000}, [("MEDIA_TYPE", ("mediaType",))]),
        ({"sha256": ""}, [("INVALID_ARGUMENT", ("sha256",))]),
        ({"sha256": "z" * 64}, [("INVALID_ARGUMENT", ("sha256",))]),
        ({"sha256": "１" * 64}, [("INVALID_ARGUMENT", ("sha256",))]),
        ({"size": 512_001, "media_type": "a/b"}, [("FILE_TOO_LARGE", ("size",)), ("MEDIA_TYPE", ("mediaType",))]),
        ({"section": "nowhere"}, [("NO_ATTACHMENT_FIELD", ("pointer",))]),
        ({"section": "materials"}, [("NO_ATTACHMENT_FIELD", ("pointer",))]),
        ({"pointer": "/name"}, [("NO_ATTACHMENT_FIELD", ("pointer",))]),
        ({"pointer": ""}, [("NO_ATTACHMENT_FIELD", ("pointer",))]),
        ({"pointer": "photo"}, [("NO_ATTACHMENT_FIELD", ("pointer",))]),
        ({"pointer": "/photo" + "/0" * 200}, [("NO_ATTACHMENT_FIELD", ("pointer",))]),
        ({**LETTER, "template": "material.nonsense"}, [("NO_ATTACHMENT_FIELD", ("pointer",))]),
        ({**LETTER, "size": 10_485_761}, [("FILE_TOO_LARGE", ("size",))]),
    ]

    found = [(changed, await refused_request(caller, declaration, **changed)) for changed, _ in cases]

    assert found == cases
    assert await Attachment.all().count() == 0


@pytest.mark.parametrize(
    ("file_name", "kept"),
    [
        ("照片 1.jpg", "照片 1.jpg"),
        ("../../../etc/passwd", "passwd"),
        ("C:\\Users\\li\\photo.jpg", "photo.jpg"),
        ("a/..\\b.jpg", "b.jpg"),
        ("photo.jpg\0.exe\r\nX: y", "photo.jpg.exeX: y"),
        ("gpj.\u202eexe.jpg", "gpj.exe.jpg"),
        ("..", ".."),
        ("", ""),
        ("长" * 300 + ".jpg", "长" * 251 + ".jpg"),
    ],
)
def test_a_path_in_the_name_is_only_a_name(file_name: str, kept: str) -> None:
    assert attachments.shown_name(file_name) == kept


async def test_a_path_in_the_name_goes_nowhere(caller: Caller, declaration: Declaration, files: Path) -> None:
    done = await attach(caller, announce(declaration, PHOTO, file_name="../../\0../photo.jpg"), PHOTO)

    _, url = await attachments.load_with_link(caller, attachment_id=done.id)
    assert (await attachments.open_download(caller.environment, token=token_of(url))).file_name == "photo.jpg"
    assert f"attachments/{done.id}" in stored(files)
    assert [path for path in stored(files.parent) if "photo" in path] == []


async def test_what_arrived_must_be_what_was_announced(caller: Caller, declaration: Declaration, files: Path) -> None:
    before = stored(files)
    text = "这是一份改名为 photo.jpg 的文本文件".encode()
    other = picture(size=(414, 579))
    cases = [
        (announce(declaration, PHOTO), None, "UPLOAD_INCOMPLETE"),
        (announce(declaration, PHOTO), PHOTO[:-1], "UPLOAD_INCOMPLETE"),
        (announce(declaration, PHOTO), b"", "UPLOAD_INCOMPLETE"),
        (announce(declaration, PHOTO), b"\0" * len(PHOTO), "CHECKSUM"),
        (announce(declaration, other, sha256=hashlib.sha256(PHOTO).hexdigest()), other, "CHECKSUM"),
        (announce(declaration, text), text, "MEDIA_TYPE"),
        (announce(declaration, PHOTO, media_type="image/png"), PHOTO, "MEDIA_TYPE"),
        (announce(declaration, PHOTO[:2000]), PHOTO[:2000], "MEDIA_TYPE"),
    ]

    found = []
    for new, content, _ in cases:
        if content is None:
            attachment, _url = await attachments.request_upload(caller, new)
        else:
            attachment = await send(caller, new, content)
        found.append(await refused_completion(caller, attachment))

    assert found == [[code] for _, _, code in cases]
    assert await Attachment.filter(status=AttachmentStatus.COMPLETE).count() == 0
    assert [path for path in set(stored(files)) - set(before) if path.startswith("attachments/")] == []


async def test_sending_stops_at_the_announced_size(caller: Caller, declaration: Declaration, files: Path) -> None:
    before = stored(files)
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b"\0" * 1000

    attachment, url = await attachments.request_upload(caller, announce(declaration, PHOTO))
    with pytest.raises(Refused) as refusal:
        await attachments.receive_upload(caller.environment, token=token_of(url), chunks=endless())

    assert [found.code for found in refusal.value.problems] == ["FILE_TOO_LARGE"]
    assert taken == len(PHOTO) // 1000 + 1
    assert await refused_completion(caller, attachment) == ["UPLOAD_INCOMPLETE"]
    assert stored(files) == before


async def test_a_refused_file_can_be_sent_again(caller: Caller, declaration: Declaration) -> None:
    attachment, url = await attachments.request_upload(caller, announce(declaration, PHOTO))
    for content in (b"\0" * len(PHOTO), PHOTO):
        await attachments.receive_upload(caller.environment, token=token_of(url), chunks=in_chunks(content))
        if content != PHOTO:
            assert await refused_completion(caller, attachment) == ["CHECKSUM"]

    done = await attachments.complete_upload(caller, attachment_id=attachment.id)

    assert done.status is AttachmentStatus.COMPLETE


async def test_what_was_checked_cannot_be_replaced(caller: Caller, declaration: Declaration) -> None:
    """Not by sending again, and not by having begun to send before."""
    attachment, url = await attachments.request_upload(caller, announce(declaration, PHOTO))
    token, environment = token_of(url), caller.environment
    begun, checked = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        begun.set()
        yield b"<html>"
        await checked.wait()
        yield b"</html>"

    late = asyncio.create_task(attachments.receive_upload(environment, token=token, chunks=slowly()))
    await begun.wait()
    await attachments.receive_upload(environment, token=token, chunks=in_chunks(PHOTO))
    await attachments.complete_upload(caller, attachment_id=attachment.id)
    checked.set()
    await late

    assert await attachments.read_bytes(environment, attachment.id) == PHOTO
    with pytest.raises(Refused) as refusal:
        await attachments.receive_upload(environment, token=token, chunks=in_chunks(b"more"))
    assert [found.code for found in refusal.value.problems] == ["UPLOAD_EXPIRED"]


async def test_addresses_expire(caller: Caller, declaration: Declaration, clock: FrozenClock) -> None:
    environment = caller.environment
    done = await attach(caller, announce(declaration, PHOTO), PHOTO)
    _, upload = await attachments.request_upload(caller, announce(declaration, PHOTO))
    _, download = await attachments.load_with_link(caller, attachment_id=done.id)

    clock.move(DOWNLOAD_LIFETIME)
    for token in (token_of(download), token_of(upload), "nonsense"):
        with pytest.raises(NotFound):
            await attachments.open_download(environment, token=token)
    clock.move(UPLOAD_LIFETIME - DOWNLOAD_LIFETIME)
    for token in (token_of(upload), token_of(download), "nonsense"):
        with pytest.raises(Refused) as refusal:
            await attachments.receive_upload(environment, token=token, chunks=in_chunks(PHOTO))
        assert [found.code for found in refusal.value.problems] == ["UPLOAD_EXPIRED"]


async def test_another_persons_file_is_not_there(caller: Caller, declaration: Declaration) -> None:
    environment = caller.environment
    done = await attach(caller, announce(declaration, PHOTO), PHOTO)
    sent = await send(caller, announce(declaration, PHOTO), PHOTO)

    for subject in ("applicant-wang", factories.EMPLOYER_OPERATOR, factories.ADMINISTRATOR):
        stranger = await factories.caller_of(environment, subject)
        with pytest.raises(NotFound):
            await attachments.request_upload(stranger, announce(declaration, PHOTO))
        with pytest.raises(NotFound):
            await attachments.complete_upload(stranger, attachment_id=sent.id)
        with pytest.raises(NotFound):
            await attachments.load_with_link(stranger, attachment_id=done.id)
    with pytest.raises(NotSignedIn):
        await attachments.request_upload(factories.nobody(environment), announce(declaration, PHOTO))
    with pytest.raises(NotSignedIn):
        await attachments.load_with_link(factories.nobody(environment), attachment_id=done.id)


async def test_after_submission_nothing_is_taken_and_the_desk_may_look(
    caller: Caller, declaration: Declaration
) -> None:
    sent = await send(caller, announce(declaration, PHOTO), PHOTO)
    await factories.fill_declaration(caller, declaration)
    async with one_transaction():
        await declarations.submit_declaration(caller, declaration_id=declaration.id)
    done = await Attachment.get(section="basic-information", status=AttachmentStatus.COMPLETE)
    operator = await factories.caller_of(caller.environment, factories.EMPLOYER_OPERATOR)

    assert await refused_request(caller, declaration) == [("NOT_EDITABLE", ())]
    assert await refused_completion(caller, sent) == ["NOT_EDITABLE"]
    with pytest.raises(Refused):
        await attachments.request_upload(operator, announce(declaration, PHOTO))
    found, _ = await attachments.load_with_link(operator, attachment_id=done.id)
    assert found.id == done.id
    with pytest.raises(NotFound):
        await attachments.load_with_link(operator, attachment_id=sent.id)


async def test_answers_name_only_complete_files_of_their_own_section(caller: Caller, declaration: Declaration) -> None:
    environment = caller.environment
    stranger = await factories.caller_of(environment, "applicant-zhao")
    theirs = await factories.start_declaration(stranger)
    letter = picture("PDF")
    named = {
        "done": await attach(caller, announce(declaration, PHOTO), PHOTO),
        "not complete": await send(caller, announce(declaration, PHOTO), PHOTO),
        "of another section": await attach(caller, announce(declaration, letter, **LETTER), letter),
        "somebody else's": await attach(stranger, announce(theirs, PHOTO), PHOTO),
    }
    form = await environment.forms.get(declaration.form_version_id)

    async def refused(value: Any) -> list[tuple[str, str | None, str | None]]:
        try:
            await attachments.refuse_unready_attachments(
                caller,
                form,
                declaration_id=declaration.id,
                section="basic-information",
                entries=[Entry(id="me", answers={"photo": value})],
            )
        except Refused as refusal:
            return [(found.code, found.entry, found.pointer) for found in refusal.problems]
        return []

    not_ready = [("ATTACHMENT_NOT_READY", "me", "/photo")]
    assert {name: await refused(str(row.id)) for name, row in named.items()} == {
        "done": [],
        "not complete": not_ready,
        "of another section": not_ready,
        "somebody else's": not_ready,
    }
    assert await refused("nonsense") == not_ready
    assert await refused(None) == []


async def test_an_address_is_good_for_as_long_as_it_says(
    caller: Caller, declaration: Declaration, clock: FrozenClock
) -> None:
    attachment, url = await attachments.request_upload(caller, announce(declaration, PHOTO))
    clock.move(UPLOAD_LIFETIME - timedelta(seconds=1))

    await attachments.receive_upload(caller.environment, token=token_of(url), chunks=in_chunks(PHOTO))

    assert (await attachments.complete_upload(caller, attachment_id=attachment.id)).size == len(PHOTO)
