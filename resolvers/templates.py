"""Templates, as organisers browse them."""

from uuid import UUID

from models import Template, TemplateKind, TemplateStatus, TemplateVersion
from resolvers.context import RequestContext
from services import templates
from services.access import may_author_templates, require
from services.pages import Page


async def find_templates(
    context: RequestContext,
    *,
    kind: TemplateKind | None,
    search: str | None,
    status: TemplateStatus | None,
    first: int,
    after: str | None,
) -> Page[Template]:
    return await templates.find_templates(
        context.caller, kind=kind, search=search, status=status, first=first, after=after
    )


async def load_template(context: RequestContext, template_id: UUID) -> Template:
    _require_author(context)
    return await context.loaders.one(Template, template_id, what="template")


async def load_template_version(context: RequestContext, version_id: UUID) -> TemplateVersion:
    _require_author(context)
    return await context.loaders.one(TemplateVersion, version_id, what="template version")


def _require_author(context: RequestContext) -> None:
    require(may_author_templates(context.caller.require_viewer()), action="browse templates")


async def load_versions(context: RequestContext, template: Template) -> list[TemplateVersion]:
    return await context.loaders.template_versions.load(template.id)
