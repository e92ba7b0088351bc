"""JSON Pointers (RFC 6901)."""

from typing import Any


def escape(token: str | int) -> str:
    return str(token).replace("~", "~0").replace("/", "~1")


def extend(pointer: str, token: str | int) -> str:
    if isinstance(token, int):
        return f"{pointer}/{token}"
    return f"{pointer}/{token}" if "/" not in token and "~" not in token else f"{pointer}/{escape(token)}"


def split(pointer: str) -> tuple[str, ...]:
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:])


def contains(outer: str, inner: str) -> bool:
    return inner == outer or inner.startswith(outer + "/")


def find(document: Any, pointer: str) -> Any:
    """What the pointer leads to. Raises LookupError where it leads nowhere."""
    here = document
    for token in split(pointer):
        if isinstance(here, list) and token.isdecimal():
            here = here[int(token)]
        elif isinstance(here, dict):
            here = here[token]
        else:
            raise KeyError(token)
    return here
