"""The plugins of this deployment: what became of each, what it brings, and publishing that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from plugins.documents import Contribution, DocumentKind
from plugins.reasons import Reason, ReasonCode
from plugins.reports import PluginOrigin, PluginReport, PluginState
from plugins.wording import message
from services.access import may_author_templates, require
from services.caller import Caller, text_in
from services.errors import Refused
from services.plugin_documents import HeldDocument, find_held, publish_document
from services.plugin_judgement import Identity, identity_of
from services.problems import Problem
from services.transactions import one_transaction


@dataclass(frozen=True, slots=True)
class PluginDocument:
    """One document a plugin brings. `number` is that of the version the database holds, of what has versions."""

    kind: DocumentKind
    key: str
    title: str
    published: bool
    number: int | None
    problems: Sequence[Problem]


@dataclass(frozen=True, slots=True)
class Plugin:
    """In the caller's language. `reason` is empty for one that is loaded and whose documents all pass."""

    name: str
    title: str
    origin: PluginOrigin
    package: str
    version: str
    hook_api: int | None
    state: PluginState
    reason: str
    hooks: Sequence[str]
    documents: Sequence[PluginDocument]


class Outcome(StrEnum):
    PUBLISHED = "PUBLISHED"
    UNCHANGED = "UNCHANGED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Publication:
    """What came of one document."""

    contribution: Contribution
    outcome: Outcome
    number: int | None = None
    problems: Sequence[Problem] = ()


# ── seeing them ──────────────────────────────────────────────────────────────
async def list_plugins(caller: Caller) -> list[Plugin]:
    require(may_author_templates(caller.require_viewer()), action="see the plugins")
    return describe_plugins(caller, held=await find_held(caller))


def describe_plugins(caller: Caller, *, held: Mapping[Identity, HeldDocument]) -> list[Plugin]:
    """A document that the database holds has passed every gate, and is not looked at again."""
    return [_describe(caller, report, held) for report in caller.environment.plugins.manager.reports]


def _describe(caller: Caller, report: PluginReport, held: Mapping[Identity, HeldDocument]) -> Plugin:
    documents = [_describe_document(caller, each, held) for each in report.contributions]
    refused = [each.key for each in documents if each.problems]
    state, reason = report.state, report.reason
    if refused:
        params = {"count": len(refused), "documents": ", ".join(refused)}
        state, reason = PluginState.FAILED, Reason(ReasonCode.DOCUMENTS_REFUSED, params)
    return Plugin(
        name=report.name,
        title=text_in(dict(report.title), caller.locale) or report.name,
        origin=report.origin,
        package=report.package,
        version=report.version,
        hook_api=report.hook_api,
        state=state,
        reason=message(reason, locale=caller.locale) if reason else "",
        hooks=report.hooks,
        documents=documents,
    )


def _describe_document(
    caller: Caller, contribution: Contribution, held: Mapping[Identity, HeldDocument]
) -> PluginDocument:
    found = held.get(identity_of(contribution))
    problems = () if found else caller.environment.plugins.problems_of(contribution, locale=caller.locale)
    return PluginDocument(
        kind=contribution.kind,
        key=contribution.key,
        title=_title_of(contribution, locale=caller.locale),
        published=found is not None and found.published,
        number=found.number if found else None,
        problems=problems,
    )


def _title_of(contribution: Contribution, *, locale: str) -> str:
    """Of a document that may not be as it should be: then it goes by its key."""
    texts = contribution.title
    if isinstance(texts, dict) and all(isinstance(text, str) for text in texts.values()):
        return text_in(texts, locale) or contribution.key
    return contribution.key


# ── publishing what they bring ───────────────────────────────────────────────
async def publish_documents(caller: Caller) -> list[Publication]:
    """All that loaded plugins bring, each document in a transaction of its own: a refused one stops no other."""
    held = await find_held(caller)
    return [await _publish_alone(caller, each, held) for each in caller.environment.plugins.documents]


async def publish_builtin(caller: Caller) -> list[Publication]:
    """What comes with the product, wholly, in the caller's transaction. Raises Refused."""
    held = await find_held(caller)
    reports = caller.environment.plugins.manager.reports
    own = {report.name for report in reports if report.origin is PluginOrigin.BUILT_IN}
    documents = [each for each in caller.environment.plugins.documents if each.origin in own]
    return [await _publish(caller, each, held) for each in documents]


async def _publish_alone(
    caller: Caller, contribution: Contribution, held: Mapping[Identity, HeldDocument]
) -> Publication:
    try:
        async with one_transaction():
            return await _publish(caller, contribution, held)
    except Refused as refusal:
        return Publication(contribution, Outcome.REFUSED, problems=refusal.problems)


async def _publish(caller: Caller, contribution: Contribution, held: Mapping[Identity, HeldDocument]) -> Publication:
    found = held.get(identity_of(contribution))
    if found is not None:
        return Publication(contribution, Outcome.UNCHANGED, found.number)
    return Publication(contribution, Outcome.PUBLISHED, await publish_document(caller, contribution))
