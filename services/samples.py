"""Sample files of materials: sent up by organisers like any attachment, checked, and then open to everybody."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import obstore
from obstore.exceptions import NotFoundError

from models import AttachmentStatus, SampleFile
from models.identifiers import new_id
from services.access import may_author_for, require
from services.attachment_contents import inspect_content
from services.attachments import UPLOAD_LIFETIME, Download, no_more_than, refuse_announced, shown_name
from services.caller import Caller
from services.environment import Environment
from services.errors import NotFound, Refused
from services.links import read_link, sign_link
from services.organizations import load_organization
from services.problems import ServiceProblemCode, problem

UPLOAD_SAMPLE = "sample"
RULE = {
    "mediaTypes": ["application/pdf", "image/jpeg", "image/png"],
    "maxBytes": 10 * 1024 * 1024,
}
"""What everybody's browser can show."""


@dataclass(frozen=True, slots=True)
class NewSample:
    owner_id: UUID
    file_name: str
    media_type: str
    size: int
    sha256: str


async def request_sample_upload(caller: Caller, new: NewSample) -> tuple[SampleFile, str]:
    """With the address to send the bytes to."""
    viewer = caller.require_viewer()
    require(may_author_for(viewer, owner_id=new.owner_id), action="put up sample files for this owner")
    await load_organization(new.owner_id)
    refuse_announced(caller, media_type=new.media_type, size=new.size, sha256=new.sha256, rule=RULE)
    identifier = new_id()
    sample = await SampleFile.create(
        id=identifier,
        owner_id=new.owner_id,
        uploaded_by_id=viewer.account_id,
        file_name=shown_name(new.file_name),
        media_type=new.media_type,
        size=new.size,
        sha256=new.sha256.lower(),
        status=AttachmentStatus.REQUESTED,
        object_key=f"samples/{identifier}",
        requested_at=caller.now,
    )
    environment, lifetime = caller.environment, UPLOAD_LIFETIME
    token = sign_link(environment, purpose=UPLOAD_SAMPLE, subject=str(identifier), lifetime=lifetime, now=caller.now)
    return sample, f"{environment.public_url}/samples/{token}"


async def receive_sample(environment: Environment, *, token: str, chunks: AsyncIterator[bytes]) -> None:
    subject = read_link(environment, token, purpose=UPLOAD_SAMPLE, now=environment.clock.now())
    sample = await SampleFile.get_or_none(id=subject) if subject else None
    if sample is None or sample.status is AttachmentStatus.COMPLETE:
        raise Refused([problem(ServiceProblemCode.UPLOAD_EXPIRED, locale="zh-CN")])
    await obstore.put_async(environment.store, _arriving_key(sample), no_more_than(chunks, sample.size))


def _arriving_key(sample: SampleFile) -> str:
    return f"arriving/{sample.id}"


async def complete_sample_upload(caller: Caller, *, sample_id: UUID) -> SampleFile:
    """Checked by content; from now on a template may name it, and everybody may see it."""
    viewer = caller.require_viewer()
    sample = await SampleFile.filter(uploaded_by_id=viewer.account_id).select_for_update().get_or_none(id=sample_id)
    if sample is None:
        raise NotFound("sample")
    if sample.status is AttachmentStatus.COMPLETE:
        return sample
    store = caller.environment.store
    content = await _read_arrived(caller, sample)
    found = await asyncio.to_thread(
        inspect_content, content, sha256=sample.sha256, media_type=sample.media_type, rule=RULE, locale=caller.locale
    )
    if not found:
        await obstore.put_async(store, sample.object_key, content)
    await obstore.delete_async(store, _arriving_key(sample))
    if found:
        raise Refused(found)
    sample.status, sample.completed_at = AttachmentStatus.COMPLETE, caller.now
    await sample.save(update_fields=["status", "completed_at"])
    return sample


async def _read_arrived(caller: Caller, sample: SampleFile) -> bytes:
    try:
        arrived = await obstore.get_async(caller.environment.store, _arriving_key(sample))
        content = bytes(await arrived.bytes_async())
    except (NotFoundError, FileNotFoundError):
        content = b""
    if len(content) != sample.size:
        code = ServiceProblemCode.UPLOAD_INCOMPLETE
        raise Refused([problem(code, locale=caller.locale, received=len(content), size=sample.size)])
    return content


async def open_sample(environment: Environment, *, sample_id: UUID) -> Download:
    sample = await SampleFile.get_or_none(id=sample_id, status=AttachmentStatus.COMPLETE)
    if sample is None:
        raise NotFound("sample")
    result = await obstore.get_async(environment.store, sample.object_key)
    chunks = (bytes(chunk) async for chunk in result.stream())
    return Download(media_type=sample.media_type, file_name=sample.file_name, chunks=chunks)
