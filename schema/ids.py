"""Opaque global ids: the name of a type and the key of a row, so that `node` can find either again."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from uuid import UUID

import strawberry

from services.errors import InvalidInput


def encode_id(type_name: str, key: UUID) -> strawberry.ID:
    return strawberry.ID(urlsafe_b64encode(f"{type_name}:{key}".encode()).decode().rstrip("="))


def decode_id(global_id: str) -> tuple[str, UUID]:
    """Raises InvalidInput for anything that this API did not hand out."""
    padded = global_id + "=" * (-len(global_id) % 4)
    try:
        type_name, _, key = urlsafe_b64decode(padded.encode()).decode().partition(":")
        return type_name, UUID(key)
    except (ValueError, Base64Error):
        raise InvalidInput("This is not an id of this API. · 不是本系统的标识。") from None


def key_of(global_id: str, type_name: str) -> UUID:
    """The key behind an id that must be of this type."""
    found, key = decode_id(global_id)
    if found != type_name:
        message = (
            f"This id names a thing of another type; it must be of type {type_name}. · 标识类型不符，应为 {type_name}。"
        )
        raise InvalidInput(message)
    return key


def optional_key(global_id: str | None, type_name: str) -> UUID | None:
    return None if global_id is None else key_of(global_id, type_name)
