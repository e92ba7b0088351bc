"""Primary keys: UUID version 7 (RFC 9562), so that keys made later sort later on every database."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    return uuid7()
