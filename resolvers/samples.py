"""Sample files of materials."""

from uuid import UUID

from models import SampleFile
from resolvers.context import RequestContext
from services import samples
from services.samples import NewSample


async def request_sample_upload(context: RequestContext, *, new: NewSample) -> tuple[SampleFile, str]:
    return await samples.request_sample_upload(context.caller, new)


async def complete_sample_upload(context: RequestContext, *, sample_id: UUID) -> SampleFile:
    return await samples.complete_sample_upload(context.caller, sample_id=sample_id)
