"""Sample files: what a material should look like, for a template to name and everybody to see."""

from typing import Annotated, Self

import strawberry

from models import AttachmentStatus, SampleFile
from resolvers import samples as resolvers
from schema.attachments import attachment_key
from schema.context import Info
from schema.ids import key_of
from schema.mutations import Payload, mutation
from services.samples import NewSample


@strawberry.type(name="SampleFile", description="A file that shows what a material should look like.")
class SampleFileType:
    id: strawberry.ID = strawberry.field(description="Put it into the template as `x-attachment.sample`.")
    file_name: str = strawberry.field(description="The name it came with.")
    media_type: str = strawberry.field(description="What it is, by content once complete.")
    size: int = strawberry.field(description="Bytes.")
    status: AttachmentStatus = strawberry.field(description="How far it has come.")
    url: str = strawberry.field(description="Where everybody can see it, once complete.")

    @classmethod
    def from_model(cls, source: SampleFile) -> Self:
        return cls(
            id=strawberry.ID(str(source.id)),
            file_name=source.file_name,
            media_type=source.media_type,
            size=source.size,
            status=source.status,
            url=f"/samples/{source.id}",
        )


@strawberry.input(description="The sample file that will be sent.")
class SampleInput:
    owner: strawberry.ID = strawberry.field(description="The organisation whose templates it is for.")
    file_name: str = strawberry.field(description="The file's name.")
    media_type: str = strawberry.field(description="The file's media type: PDF, JPEG or PNG.")
    size: int = strawberry.field(description="The file's bytes.")
    sha256: str = strawberry.field(description="The file's SHA-256, hex.")

    def to_model(self) -> NewSample:
        return NewSample(
            owner_id=key_of(self.owner, "Organization"),
            file_name=self.file_name,
            media_type=self.media_type,
            size=self.size,
            sha256=self.sha256,
        )


@strawberry.type(description="What asking for a sample's upload returns.")
class RequestSamplePayload(Payload):
    sample: SampleFileType | None = strawberry.field(default=None, description="The sample, still empty.")
    upload_url: str | None = strawberry.field(default=None, description="PUT the bytes here, within an hour.")


@strawberry.type(description="What completing a sample's upload returns.")
class CompleteSamplePayload(Payload):
    sample: SampleFileType | None = strawberry.field(default=None, description="The sample, checked.")


@strawberry.type
class SampleMutations:
    @mutation(description="Ask for an address to send a sample file to. For committee organisers.")
    async def request_sample_upload(
        self, info: Info, upload: Annotated[SampleInput, strawberry.argument(description="What will be sent.")]
    ) -> RequestSamplePayload:
        sample, url = await resolvers.request_sample_upload(info.context, new=upload.to_model())
        return RequestSamplePayload(sample=SampleFileType.from_model(sample), upload_url=url)

    @mutation(description="The bytes are sent: check their size, checksum and true type.")
    async def complete_sample_upload(
        self, info: Info, sample: Annotated[strawberry.ID, strawberry.argument(description="The sample.")]
    ) -> CompleteSamplePayload:
        found = await resolvers.complete_sample_upload(info.context, sample_id=attachment_key(sample))
        return CompleteSamplePayload(sample=SampleFileType.from_model(found))
