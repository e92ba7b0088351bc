"""The schema as text: `python -m schema.printing` writes it to schema.graphql, which a test holds against the schema."""

from pathlib import Path

from schema.api import schema

SDL_FILE = Path(__file__).parents[1] / "schema.graphql"


def print_sdl() -> str:
    return schema.as_str().strip() + "\n"


if __name__ == "__main__":
    SDL_FILE.write_text(print_sdl(), encoding="utf-8")
