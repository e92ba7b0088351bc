"""What expert panels decided: the tally is recorded, the result is the system's arithmetic."""

from uuid import UUID

from models import Declaration, PanelResult
from review_routes.commands import RecordPanelResult
from review_routes.events import PanelResultRecorded
from services.caller import Caller
from services.proceedings import judge, record
from services.reviews import open_visible


async def record_panel_result(caller: Caller, *, declaration_id: UUID, result: RecordPanelResult) -> Declaration:
    [proceeding] = await open_visible(caller, [declaration_id])
    events = judge(proceeding, result, locale=caller.locale)
    counted = next(event for event in events if isinstance(event, PanelResultRecorded))
    await record(caller, [(proceeding, events)])
    await PanelResult.create(
        declaration_id=declaration_id,
        step_index=counted.index,
        meeting_on=counted.meeting_on,
        members=counted.tally.members,
        present=counted.tally.present,
        quorum=counted.tally.quorum,
        yes=counted.tally.yes,
        no=counted.tally.no,
        abstain=counted.tally.abstain,
        needed=counted.tally.needed,
        passed=counted.tally.passed,
        recorded_at=caller.now,
        recorded_by_id=caller.require_viewer().account_id,
    )
    return proceeding.declaration
