"""Newer forms for declarations in flight."""

from uuid import UUID

from form_templates.carrying import Dropped
from form_templates.upgrade import UpgradePreview
from models import Declaration, FormVersion
from resolvers.context import RequestContext
from services import form_upgrades


async def load_upgrade(context: RequestContext, declaration: Declaration) -> tuple[FormVersion, UpgradePreview] | None:
    return await form_upgrades.preview(context.caller, declaration)


def set_aside_of(context: RequestContext, declaration: Declaration) -> list[Dropped]:
    """The applicant's alone, like everything that is not submitted."""
    viewer = context.caller.viewer
    if viewer is None or declaration.applicant_id != viewer.account_id:
        return []
    return [form_upgrades.dropped_from_json(each) for each in declaration.set_aside]


async def upgrade_form(context: RequestContext, *, declaration_id: UUID) -> Declaration:
    return await form_upgrades.upgrade_form(context.caller, declaration_id=declaration_id)
