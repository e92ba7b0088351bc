from datetime import timedelta

import pytest

from models import AuditEntry
from models.identifiers import new_id
from services import audit
from services.environment import Environment
from services.errors import NotPermitted, NotSignedIn
from tests import factories
from tests.databases import Database
from tests.frozen_clock import FrozenClock
from tests.query_counts import count_queries

pytestmark = pytest.mark.anyio


async def test_who_did_what_and_when(environment: Environment, clock: FrozenClock, database: Database) -> None:
    subject, other = new_id(), new_id()
    administrator = await factories.caller_of(environment, factories.ADMINISTRATOR)
    began = clock.now()

    for caller, action in ((factories.nobody(environment), "LOAD"), (administrator, "CHANGE"), (administrator, "END")):
        await audit.record(caller, subject_type="Thing", subject_id=subject, action=action, data={"step": action})
        clock.move(timedelta(days=1))
    await audit.record(administrator, subject_type="Thing", subject_id=other, action="CHANGE")
    page = await audit.load_trail(administrator, subject_id=subject, first=10, after=None)

    me = administrator.require_viewer().account_id
    assert [(entry.action, entry.actor_id, entry.at - began, entry.data) for entry in page.items] == [
        ("LOAD", None, timedelta(days=0), {"step": "LOAD"}),
        ("CHANGE", me, timedelta(days=1), {"step": "CHANGE"}),
        ("END", me, timedelta(days=2), {"step": "END"}),
    ]
    for first in (1, 3):
        with count_queries() as statements:
            assert (
                len((await audit.load_trail(administrator, subject_id=subject, first=first, after=None)).items) == first
            )
        assert statements.count == 1


async def test_administrators_alone_read_it(environment: Environment, database: Database) -> None:
    subject = (await AuditEntry.all().limit(1))[0].subject_id

    for person in (factories.APPLICANT, factories.ORGANISER, factories.ISSUER):
        with pytest.raises(NotPermitted):
            await audit.load_trail(
                await factories.caller_of(environment, person), subject_id=subject, first=1, after=None
            )
    with pytest.raises(NotSignedIn):
        await audit.load_trail(factories.nobody(environment), subject_id=subject, first=1, after=None)
