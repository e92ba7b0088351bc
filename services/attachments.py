"""Attachments: asked for against the template's rule, streamed up to a signed address, checked, then complete."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import obstore
import orjson
from obstore.exceptions import NotFoundError
from tortoise.expressions import Q

from form_templates.answers import Entry
from form_templates.compile import CompiledForm
from models import Attachment, AttachmentStatus, Declaration, Submission
from models.identifiers import new_id
from review_routes.actions import edit_refusal
from services.access import Viewer, visible_declarations
from services.attachment_contents import inspect, wrong_type
from services.attachment_rules import attached_ids, rule_at
from services.caller import Caller, text_in
from services.environment import Environment
from services.errors import NotFound, Refused
from services.forms import schema_of
from services.links import read_link, sign_link
from services.problems import Problem, ServiceProblemCode, at_answer, from_refusal, problem
from services.proceedings import Proceeding, open_proceedings

UPLOAD = "upload"
DOWNLOAD = "download"
UPLOAD_LIFETIME = timedelta(hours=1)
DOWNLOAD_LIFETIME = timedelta(minutes=5)
LARGEST_FILE = 200 * 1024 * 1024  # where a template sets no limit
LONGEST_NAME = 255
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,80}")
SHA256 = re.compile(r"[0-9A-Fa-f]{64}")
EMPTY_FILE = {"zh-CN": "文件不能为空", "en": "the file is empty"}
NO_MEDIA_TYPE = {"zh-CN": "应为媒体类型，例如 image/jpeg", "en": "a media type such as image/jpeg is needed"}
NO_SHA256 = {"zh-CN": "应为 64 位十六进制数字", "en": "64 hexadecimal digits are needed"}


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """`pointer` names the field within one entry; `template` the entry's template where a section offers several."""

    declaration_id: UUID
    section: str
    pointer: str
    file_name: str
    media_type: str
    size: int
    sha256: str
    template: str | None = None


@dataclass(frozen=True, slots=True)
class Download:
    media_type: str
    file_name: str
    chunks: AsyncIterator[bytes]


async def request_upload(caller: Caller, new: NewAttachment) -> tuple[Attachment, str]:
    """Check what is announced against the template's rule; answer with the address to send the bytes to."""
    proceeding = await _open_editable(caller, new.declaration_id)
    form = await caller.environment.forms.get(proceeding.declaration.form_version_id)
    schema = schema_of(form, section=new.section, template=new.template)
    rule = rule_at(schema, new.pointer) if schema is not None else None
    if rule is None:
        code = ServiceProblemCode.NO_ATTACHMENT_FIELD
        raise Refused(
            [problem(code, locale=caller.locale, path=("pointer",), section=new.section, pointer=new.pointer)]
        )
    refuse_announced(caller, media_type=new.media_type, size=new.size, sha256=new.sha256, rule=rule)
    identifier = new_id()
    attachment = await Attachment.create(
        id=identifier,
        owner_id=caller.require_viewer().account_id,
        declaration_id=new.declaration_id,
        section=new.section,
        template=new.template or "",
        pointer=new.pointer,
        file_name=shown_name(new.file_name),
        media_type=new.media_type,
        size=new.size,
        sha256=new.sha256.lower(),
        rule=dict(rule),
        status=AttachmentStatus.REQUESTED,
        object_key=f"attachments/{identifier}",
        requested_at=caller.now,
    )
    environment = caller.environment
    token = sign_link(environment, purpose=UPLOAD, subject=str(identifier), lifetime=UPLOAD_LIFETIME, now=caller.now)
    return attachment, f"{environment.public_url}/uploads/{token}"


def refuse_announced(caller: Caller, *, media_type: str, size: int, sha256: str, rule: Mapping[str, Any]) -> None:
    """Before a byte is sent: what the rule does not take."""
    locale = caller.locale
    maximum = rule.get("maxBytes", LARGEST_FILE)
    found: list[Problem] = []
    if size < 1:
        found.append(_invalid(locale, "size", EMPTY_FILE))
    if size > maximum:
        code = ServiceProblemCode.FILE_TOO_LARGE
        found.append(problem(code, locale=locale, path=("size",), actual=size, maximum=maximum))
    if media_type not in rule.get("mediaTypes", [media_type]):
        found.append(wrong_type(locale, media_type, rule, path=("mediaType",)))
    elif not MEDIA_TYPE.fullmatch(media_type):
        found.append(_invalid(locale, "mediaType", NO_MEDIA_TYPE))
    if not SHA256.fullmatch(sha256):
        found.append(_invalid(locale, "sha256", NO_SHA256))
    if found:
        raise Refused(found)


def _invalid(locale: str, name: str, reason: dict[str, str]) -> Problem:
    code = ServiceProblemCode.INVALID_ARGUMENT
    return problem(code, locale=locale, path=(name,), name=name, reason=text_in(reason, locale))


def shown_name(file_name: str) -> str:
    """The last part of what may be a path of either kind, without what is not to be seen."""
    last = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(character for character in last if character.isprintable())[-LONGEST_NAME:]


# ── bytes ────────────────────────────────────────────────────────────────────
async def receive_upload(environment: Environment, *, token: str, chunks: AsyncIterator[bytes]) -> None:
    """Stream to the object store, stopping at the announced size. Sending again replaces what was sent."""
    now = environment.clock.now()
    subject = read_link(environment, token, purpose=UPLOAD, now=now)
    attachment = await Attachment.get_or_none(id=subject) if subject else None
    if attachment is None or attachment.status is AttachmentStatus.COMPLETE:
        raise Refused([problem(ServiceProblemCode.UPLOAD_EXPIRED, locale="zh-CN")])
    await obstore.put_async(environment.store, _arriving_key(attachment), no_more_than(chunks, attachment.size))


def _arriving_key(attachment: Attachment) -> str:
    """Where bytes wait to be checked: whoever is still sending when they are can change nothing that was."""
    return f"arriving/{attachment.id}"


async def no_more_than(chunks: AsyncIterator[bytes], size: int) -> AsyncIterator[bytes]:
    received = 0
    async for chunk in chunks:
        received += len(chunk)
        if received > size:
            code = ServiceProblemCode.FILE_TOO_LARGE
            raise Refused([problem(code, locale="zh-CN", actual=received, maximum=size)])
        yield chunk


async def complete_upload(caller: Caller, *, attachment_id: UUID) -> Attachment:
    """Read what arrived: its size, checksum, true type and pixels. A file that fails is thrown away."""
    viewer = caller.require_viewer()
    attachment = await Attachment.get_or_none(id=attachment_id, owner_id=viewer.account_id)
    if attachment is None:
        raise NotFound("attachment")
    if attachment.status is AttachmentStatus.COMPLETE:
        return attachment
    await _open_editable(caller, attachment.declaration_id)
    store = caller.environment.store
    content = await _read_arrived(caller, attachment)
    found = await asyncio.to_thread(inspect, attachment, content, locale=caller.locale)
    if not found:
        await obstore.put_async(store, attachment.object_key, content)
    with suppress(NotFoundError, FileNotFoundError):  # completed twice at the same moment
        await obstore.delete_async(store, _arriving_key(attachment))
    if found:
        raise Refused(found)
    attachment.status, attachment.completed_at = AttachmentStatus.COMPLETE, caller.now
    await attachment.save(update_fields=["status", "completed_at"])
    return attachment


async def _read_arrived(caller: Caller, attachment: Attachment) -> bytes:
    store = caller.environment.store
    try:
        received = (await obstore.head_async(store, _arriving_key(attachment)))["size"]
    except (NotFoundError, FileNotFoundError):
        received = 0
    if received != attachment.size:
        code = ServiceProblemCode.UPLOAD_INCOMPLETE
        raise Refused([problem(code, locale=caller.locale, received=received, size=attachment.size)])
    return bytes(await (await obstore.get_async(store, _arriving_key(attachment))).bytes_async())


async def load_with_link(caller: Caller, *, attachment_id: UUID) -> tuple[Attachment, str]:
    """With a short-lived address, for those who may see the declaration it belongs to."""
    viewer = caller.require_viewer()
    attachment = await Attachment.get_or_none(id=attachment_id, status=AttachmentStatus.COMPLETE)
    if attachment is None or not await _may_fetch(viewer, attachment):
        raise NotFound("attachment")
    environment = caller.environment
    token = sign_link(
        environment, purpose=DOWNLOAD, subject=str(attachment.id), lifetime=DOWNLOAD_LIFETIME, now=caller.now
    )
    return attachment, f"{environment.public_url}/downloads/{token}"


async def _may_fetch(viewer: Viewer, attachment: Attachment) -> bool:
    """One's own; for a reviewer only what was submitted, never what is being worked on."""
    if attachment.owner_id == viewer.account_id:
        return True
    if not await Declaration.filter(Q(id=attachment.declaration_id), visible_declarations(viewer)).exists():
        return False
    submissions = await Submission.filter(declaration_id=attachment.declaration_id)
    return any(str(attachment.id).encode() in orjson.dumps(each.answers) for each in submissions)


async def open_download(environment: Environment, *, token: str) -> Download:
    subject = read_link(environment, token, purpose=DOWNLOAD, now=environment.clock.now())
    attachment = await Attachment.get_or_none(id=subject, status=AttachmentStatus.COMPLETE) if subject else None
    if attachment is None:
        raise NotFound("attachment")
    result = await obstore.get_async(environment.store, attachment.object_key)
    return Download(
        media_type=attachment.media_type,
        file_name=attachment.file_name,
        chunks=(bytes(chunk) async for chunk in result.stream()),
    )


async def read_bytes(environment: Environment, attachment_id: UUID) -> bytes | None:
    """The content of a complete attachment; None where there is none."""
    attachment = await Attachment.get_or_none(id=attachment_id, status=AttachmentStatus.COMPLETE)
    if attachment is None:
        return None
    return bytes(await (await obstore.get_async(environment.store, attachment.object_key)).bytes_async())


# ── use in answers ───────────────────────────────────────────────────────────
async def refuse_unready_attachments(
    caller: Caller, form: CompiledForm, *, declaration_id: UUID, section: str, entries: Sequence[Entry]
) -> None:
    """An answer may name only files of this declaration, uploaded and complete, in this section."""
    named = [
        (entry, pointer, value)
        for entry in entries
        for pointer, value in attached_ids(
            schema_of(form, section=section, template=entry.template) or {}, entry.answers
        )
    ]
    if not named:
        return
    ready = await Attachment.filter(
        declaration_id=declaration_id, section=section, status=AttachmentStatus.COMPLETE
    ).values_list("id", flat=True)
    known = {str(key) for key in ready}
    found = [
        at_answer(
            problem(ServiceProblemCode.ATTACHMENT_NOT_READY, locale=caller.locale, value=value),
            section=section,
            pointer=pointer,
            entry=entry.id,
        )
        for entry, pointer, value in named
        if value not in known
    ]
    if found:
        raise Refused(found)


async def _open_editable(caller: Caller, declaration_id: UUID) -> Proceeding:
    viewer = caller.require_viewer()
    if not await Declaration.filter(Q(id=declaration_id), visible_declarations(viewer)).exists():
        raise NotFound("declaration")
    [proceeding] = await open_proceedings(caller, [declaration_id], lock=False)
    refusal = edit_refusal(proceeding.state, actor=proceeding.actor, situation=proceeding.situation)
    if refusal is not None:
        raise Refused([from_refusal(refusal, locale=caller.locale)])
    return proceeding
