"""Whatever is changed behind the services' back is found, and nothing is found where nothing was."""

from collections.abc import Awaitable, Callable

import pytest

from models import Certificate, Counter, Declaration, DeclarationEvent, Submission
from services import checks
from services.environment import Environment
from services.transactions import one_transaction
from tests import factories
from tests.databases import Database
from tests.frozen_clock import FrozenClock

pytestmark = pytest.mark.anyio


async def change_an_event(declaration: Declaration) -> None:
    event = await DeclarationEvent.get(declaration_id=declaration.id, sequence=2)
    event.data = {**event.data, "section": "education"}
    await event.save()


async def forge_an_actor(declaration: Declaration) -> None:
    await DeclarationEvent.filter(declaration_id=declaration.id, sequence=3).update(actor_id=None)


async def lose_an_event(declaration: Declaration) -> None:
    await DeclarationEvent.filter(declaration_id=declaration.id, sequence=4).delete()


async def lose_the_last_event(declaration: Declaration) -> None:
    await DeclarationEvent.filter(declaration_id=declaration.id, sequence=declaration.event_count).delete()


async def lose_every_event(declaration: Declaration) -> None:
    await DeclarationEvent.filter(declaration_id=declaration.id).delete()


async def swap_two_events(declaration: Declaration) -> None:
    events = DeclarationEvent.filter(declaration_id=declaration.id)
    await events.filter(sequence=2).update(sequence=0)
    await events.filter(sequence=3).update(sequence=2)
    await events.filter(sequence=0).update(sequence=3)


async def change_the_state(declaration: Declaration) -> None:
    declaration.state = {**declaration.state, "status": "PASSED"}
    await declaration.save(update_fields=["state"])


async def change_a_submission(declaration: Declaration) -> None:
    submission = await Submission.get(declaration_id=declaration.id)
    submission.answers["basic-information"][0]["answers"]["phone"] = "19900009999"
    await submission.save()


DAMAGES: dict[Callable[[Declaration], Awaitable[None]], str] = {
    change_an_event: "event 2 was changed",
    forge_an_actor: "event 3 was changed",
    lose_an_event: "event 4 is missing or out of order",
    lose_the_last_event: "the log does not end where the declaration says",
    lose_every_event: "the log does not end where the declaration says",
    swap_two_events: "event 2 is missing or out of order",
    change_the_state: "its state is not what its events say",
    change_a_submission: "its answers are not what was submitted",
}


async def found_after(
    damage: Callable[[Declaration], Awaitable[None]], declaration: Declaration, *, environment: Environment
) -> list[str]:
    """The damage is undone afterwards, so that one declaration serves them all."""
    found: list[str] = []
    try:
        async with one_transaction():
            await damage(await Declaration.get(id=declaration.id))
            found += [finding.what for finding in await checks.run(environment.keys)]
            raise _Undo  # noqa: TRY301 -- what ends the transaction is the point
    except _Undo:
        return found


class _Undo(Exception):
    pass


async def test_each_damage_is_found(environment: Environment, database: Database) -> None:
    declaration = await factories.submit_declaration(await factories.caller_of(environment, factories.APPLICANT))

    assert await checks.run(environment.keys) == []
    assert {damage.__name__: await found_after(damage, declaration, environment=environment) for damage in DAMAGES} == {
        damage.__name__: [what] for damage, what in DAMAGES.items()
    }
    assert await checks.run(environment.keys) == []


async def test_a_number_that_is_lost_or_taken_twice_is_found(
    environment: Environment, clock: FrozenClock, database: Database
) -> None:
    declaration = await factories.submit_declaration(await factories.caller_of(environment, factories.APPLICANT))
    certificate = await factories.issue_certificate(environment, clock, declaration)
    counter = f"certificate:{certificate.issuer_id}:{certificate.issued_on.year}"
    assert await checks.run(environment.keys) == []

    await Counter.filter(key=counter).update(value=2)
    assert [str(each) for each in await checks.run(environment.keys)] == [
        "certificates: 2 numbers were taken, 1 certificates exist"
    ]

    await Counter.filter(key=counter).update(value=0)
    assert [str(each) for each in await checks.run(environment.keys)] == [
        "certificates: 0 numbers were taken, 1 certificates exist"
    ]

    await Certificate.filter(id=certificate.id).delete()
    assert await checks.run(environment.keys) == []
