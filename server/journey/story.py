"""One title review from the empty form to the certificate that verifies, over HTTP."""

from pathlib import Path

from server.journey.applying import choose, fill, start, submit
from server.journey.people import Person, World
from server.journey.report import Report
from server.journey.reviewing import (
    committee_decides,
    employer_recommends,
    employer_returns,
    issuer_issues,
    superiors_approve,
)
from server.journey.verifying import read_log, verify


async def tell(world: World, applicant: Person, report: Report, *, folder: Path) -> Path:
    """Raises Surprise where anything goes another way; the signed PDF, where it ends well."""
    case = await choose(applicant, report)
    await start(case, report)
    await fill(case, report)
    await submit(case, world, report)
    await employer_returns(case, world, report)
    await employer_recommends(case, world, report)
    await superiors_approve(case, world, report)
    await committee_decides(case, world, report)
    number = await issuer_issues(case, world, report)
    path = await verify(case, number, world, report, folder=folder)
    await read_log(case, report)
    return path
