"""Templates, as organisers browse them."""

from models import Template, TemplateKind, TemplateStatus, TemplateVersion
from resolvers.context import RequestContext
from services import templates
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


async def load_versions(context: RequestContext, template: Template) -> list[TemplateVersion]:
    return await context.loaders.template_versions.load(template.id)
