"""`python -m server journey`: the whole story against a running demo server, step by step."""

from server.journey.running import run

__all__ = ["run"]
