"""What a journey shows while it goes: each step, who took it, and what came back."""

from dataclasses import dataclass, field

from rich.console import Console


class Surprise(Exception):
    """Something did not happen as the story tells it."""


@dataclass
class Report:
    """Counts the steps; `quiet` keeps them for tests to look at instead of printing."""

    console: Console | None = None
    steps: list[str] = field(default_factory=list)

    def step(self, who: str, did: str, came_back: str) -> None:
        self.steps.append(f"{who}: {did} → {came_back}")
        if self.console is not None:
            self.console.print(f"[dim]{len(self.steps):3}[/dim] [bold]{who}[/bold] {did}", highlight=False)
            self.console.print(f"      → {came_back}", style="green", highlight=False, markup=False)


def expect(found: object, wanted: object, *, about: str) -> None:
    if found != wanted:
        message = f"{about}: expected {wanted!r}, found {found!r}"
        raise Surprise(message)
