"""Attachments: ask for an address, send the bytes there, complete; fetch from a short-lived address."""

from typing import Annotated, Self
from uuid import UUID

import strawberry

from models import Attachment, AttachmentStatus
from resolvers import attachments as resolvers
from schema.context import Info
from schema.fields import field
from schema.ids import key_of
from schema.mutations import Payload, mutation
from services.attachments import NewAttachment
from services.errors import InvalidInput

strawberry.enum(AttachmentStatus, description="How far an upload has come.")


@strawberry.type(name="Attachment", description="A file somebody attached.")
class AttachmentType:
    id: strawberry.ID = strawberry.field(description="Put it into the answers as the field's value.")
    file_name: str = strawberry.field(description="The name it came with.")
    media_type: str = strawberry.field(description="What it is, by content once complete.")
    size: int = strawberry.field(description="Bytes.")
    sha256: str = strawberry.field(description="The checksum, hex.")
    status: AttachmentStatus = strawberry.field(description="How far it has come.")
    download_url: str | None = strawberry.field(description="Where to fetch it, for five minutes.")

    @classmethod
    def from_model(cls, source: Attachment, *, download_url: str | None = None) -> Self:
        return cls(
            id=strawberry.ID(str(source.id)),
            file_name=source.file_name,
            media_type=source.media_type,
            size=source.size,
            sha256=source.sha256,
            status=source.status,
            download_url=download_url,
        )


@strawberry.input(description="What will be sent, and for which field.")
class UploadInput:
    declaration: strawberry.ID = strawberry.field(description="The declaration.")
    section: str = strawberry.field(description="The section.")
    pointer: str = strawberry.field(description="The field within one entry, such as /photo.")
    file_name: str = strawberry.field(description="The file's name.")
    media_type: str = strawberry.field(description="The file's media type.")
    size: int = strawberry.field(description="The file's bytes.")
    sha256: str = strawberry.field(description="The file's SHA-256, hex.")
    template: str | None = strawberry.field(default=None, description="The entry's template, where there are several.")

    def to_model(self) -> NewAttachment:
        return NewAttachment(
            declaration_id=key_of(self.declaration, "Declaration"),
            section=self.section,
            pointer=self.pointer,
            file_name=self.file_name,
            media_type=self.media_type,
            size=self.size,
            sha256=self.sha256,
            template=self.template,
        )


@strawberry.type(description="What asking for an upload returns.")
class RequestUploadPayload(Payload):
    attachment: AttachmentType | None = strawberry.field(default=None, description="The attachment, still empty.")
    upload_url: str | None = strawberry.field(default=None, description="PUT the bytes here, within an hour.")


@strawberry.type(description="What completing an upload returns.")
class CompleteUploadPayload(Payload):
    attachment: AttachmentType | None = strawberry.field(default=None, description="The attachment, checked.")


AttachmentArgument = Annotated[strawberry.ID, strawberry.argument(description="The attachment.")]


def attachment_key(attachment: str) -> UUID:
    """Attachments are named by their bare key, as answers hold it."""
    try:
        return UUID(attachment)
    except ValueError:
        raise InvalidInput("This is not an attachment's id. · 不是附件标识。") from None


@strawberry.type
class AttachmentQueries:
    @field(description="An attachment of a declaration the viewer may see, with a short-lived address.")
    async def attachment(self, info: Info, id: AttachmentArgument) -> AttachmentType:  # noqa: A002
        found, url = await resolvers.load_attachment(info.context, attachment_key(id))
        return AttachmentType.from_model(found, download_url=url)


@strawberry.type
class AttachmentMutations:
    @mutation(description="Ask for an address to send a file to; what is announced is checked against the template.")
    async def request_upload(
        self, info: Info, upload: Annotated[UploadInput, strawberry.argument(description="What will be sent.")]
    ) -> RequestUploadPayload:
        attachment, url = await resolvers.request_upload(info.context, new=upload.to_model())
        return RequestUploadPayload(attachment=AttachmentType.from_model(attachment), upload_url=url)

    @mutation(description="The bytes are sent: check their size, checksum, true type and pixels.")
    async def complete_upload(self, info: Info, attachment: AttachmentArgument) -> CompleteUploadPayload:
        found = await resolvers.complete_upload(info.context, attachment_id=attachment_key(attachment))
        return CompleteUploadPayload(attachment=AttachmentType.from_model(found))
