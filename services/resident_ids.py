"""Resident ids (居民身份证号): checked by GB 11643, sealed at rest, found by a keyed hash, masked when shown."""

import hashlib
import hmac
import secrets
from datetime import date

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from form_templates.formats import FORMATS
from services.keys import SigningKeys

NONCE_BYTES = 12
SHOWN_AT_START = 6
SHOWN_AT_END = 4


def normalize(text: str) -> str:
    return text.strip().upper()


def is_valid(text: str) -> bool:
    return FORMATS["cn-resident-id"](text)


def seal(resident_id: str, *, keys: SigningKeys) -> bytes:
    """AES-256-GCM under a fresh nonce: nonce, then ciphertext with its tag."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(keys.resident_id_key).encrypt(nonce, resident_id.encode(), None)


def unseal(sealed: bytes, *, keys: SigningKeys) -> str:
    nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    return AESGCM(keys.resident_id_key).decrypt(nonce, ciphertext, None).decode()


def blind_index(resident_id: str, *, keys: SigningKeys) -> str:
    return hmac.new(keys.blind_index_key, resident_id.encode(), hashlib.sha256).hexdigest()


def mask(resident_id: str) -> str:
    hidden = len(resident_id) - SHOWN_AT_START - SHOWN_AT_END
    return resident_id[:SHOWN_AT_START] + "*" * hidden + resident_id[-SHOWN_AT_END:]


def birth_date(resident_id: str) -> date:
    return date.fromisoformat(f"{resident_id[6:10]}-{resident_id[10:12]}-{resident_id[12:14]}")


def gender(resident_id: str) -> str:
    """M or F, by the parity of the seventeenth digit."""
    return "M" if int(resident_id[16]) % 2 else "F"
