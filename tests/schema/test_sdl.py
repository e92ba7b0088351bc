"""The schema as a whole: the printed text is the one committed, everything is described, and every list has an end."""

import re
from collections.abc import Iterator

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLObjectType,
    build_schema,
    get_nullable_type,
)

from schema.printing import SDL_FILE, print_sdl

SDL = build_schema(print_sdl())
TYPES = {name: kind for name, kind in SDL.type_map.items() if not name.startswith("__") and kind.ast_node}

# A list that is no connection, and what bounds it. Whatever is added here needs a reason.
BOUNDED = {
    "AchievementTemplate.fields": "limits of templates: 200 properties",
    "AttachmentRule.mediaTypes": "written in a template",
    "BulkDecidePayload.results": "as many as the request named",
    "BulkDecision.problems": "the problems of one decision",
    "CatalogueFacets.levels": "an enumeration",
    "CatalogueFacets.procedures": "an enumeration",
    "CatalogueFacets.qualifications": "the national catalogue, shown whole to be chosen from",
    "CatalogueFacets.series": "27 by law",
    "CatalogueFacets.specialties": "the national catalogue, shown whole to be chosen from",
    "CatalogueFacets.tracks": "the national catalogue, shown whole to be chosen from",
    "Committee.scope": "a part of the national catalogue",
    "CommitteeScope.specialties": "a part of the national catalogue",
    "ComposedForm.actions": "an enumeration",
    "ComposedForm.versions": "each was published by a person",
    "ComposedFormVersion.lint": "limits of templates: 4 MB a form",
    "Declaration.availableActions": "an enumeration",
    "Declaration.holds": "each was put on by a person or an objection",
    "Declaration.itinerary": "the stages of a route, and the depth of the tree of organisations",
    "Declaration.sections": "limits of templates: 60 sections",
    "Declaration.setAside": "limits of answers: 512 KB a section",
    "Declaration.submissions": "each is a change of hands: withdrawn, or returned as often as the route says",
    "DeclarationsPayload.declarations": "as many as the request named",
    "Expert.specialties": "a part of the national catalogue",
    "ExpertsPayload.experts": "as many as the request named",
    "Form.groups": "limits of templates: 60 sections",
    "Form.problems": "limits of answers: 512 KB a section",
    "Form.sections": "limits of templates: 60 sections",
    "FormEntry.fields": "limits of templates: 200 properties",
    "FormEntry.problems": "limits of answers: 512 KB a section",
    "FormField.fields": "limits of templates: 200 properties",
    "FormField.items": "limits of answers: 512 KB a section",
    "FormField.options": "limits of templates: 500 values",
    "FormSection.entries": "limits of answers: 500 entries",
    "FormSection.fields": "limits of templates: 200 properties",
    "FormSection.problems": "limits of answers: 512 KB a section",
    "FormSection.templates": "limits of templates: 60 in a section",
    "FormUpgrade.added": "limits of templates: 60 sections",
    "FormUpgrade.changes": "limits of templates: 4 MB a form",
    "FormUpgrade.problems": "limits of answers: 512 KB a section",
    "FormUpgrade.setAside": "limits of answers: 512 KB a section",
    "ImportTemplatesPayload.documents": "200 documents a bundle",
    "IssuePayload.certificates": "as many as the request named",
    "Notice.entries": "as many as the request that opened it named",
    "Organization.kinds": "an enumeration",
    "Organization.superiors": "the depth of the tree",
    "Panel.groups": "twenty",
    "Panel.members": "twenty groups of at most 99 and their reserves",
    "PanelCandidate.assignments": "the members of one panel",
    "PanelCandidatesPayload.candidates": "as many as wait, or as the request named",
    "Plugin.documents": "limits of plugins: 1000 of a hook",
    "Plugin.hooks": "the hooks there are",
    "PluginDocument.problems": "limits of documents: 4 MB",
    "Problem.path": "the depth of an input",
    "Query.nodes": "100 ids",
    "Query.ownExpertEntries": "the committees one person serves",
    "Query.panels": "what an office set up for one activity",
    "Query.plugins": "as many as somebody installed",
    "Readiness.problems": "limits of answers: 512 KB a section",
    "Readiness.rules": "limits of templates: 50 rules each, 500 entries a section",
    "ReturnNotice.items": "what one person wrote at one sitting",
    "RuleOutcome.counted": "limits of answers: 500 entries a section",
    "ReviewStep.verdicts": "an enumeration",
    "SentBackNotice.items": "what one person wrote at one sitting",
    "SectionAnswers.entries": "limits of answers: 500 entries",
    "SectionAnswers.problems": "limits of answers: 512 KB a section",
    "Series.tracks": "the national catalogue",
    "Submission.changesSince": "limits of answers: 512 KB a section",
    "Template.actions": "an enumeration",
    "Template.versions": "each was published by a person",
    "TemplateChanges.changes": "limits of templates: 256 KB",
    "TemplateImpact.samples": "twenty",
    "TemplatePreview.lint": "limits of templates: 256 KB",
    "TemplatePreview.problems": "limits of answers: 512 KB a section",
    "TemplatePreview.sections": "limits of templates: 60 sections",
    "TemplateVersion.lint": "limits of templates: 256 KB",
    "Verification.checks": "five questions",
    "Viewer.memberships": "the offices of one person",
}
STOCK = {"Date", "DateTime"}  # Strawberry's own, with its words
IN_EVERY_CONNECTION = {"edges", "nodes"}
IN_EVERY_PAYLOAD = {"problems"}

# Words that speak of how it is built. `jsonSchema` and `document` are what a client gets.
TELLTALE = {"row", "rows", "model", "table", "column", "orm", "sql", "db", "database", "pk", "uuid", "loader", "cache"}
TELLTALE |= {"blob", "raw", "internal", "private", "tmp", "impl", "tortoise", "strawberry", "resolver", "hash", "flag"}


def members() -> Iterator[tuple[str, object]]:
    """Everything that can carry a description, by its path."""
    for name, kind in TYPES.items():
        yield name, kind
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field, found in kind.fields.items():
                yield f"{name}.{field}", found
                yield from ((f"{name}.{field}({argument})", value) for argument, value in found.args.items())
        if isinstance(kind, GraphQLInputObjectType):
            yield from ((f"{name}.{field}", found) for field, found in kind.fields.items())


def test_the_text_at_the_root_is_the_schema() -> None:
    assert SDL_FILE.read_text(encoding="utf-8") == print_sdl(), "run `python -m schema.printing`"


def test_everything_is_described() -> None:
    assert [path for path, found in members() if not (getattr(found, "description", None) or "").strip()] == []


def test_a_description_is_a_sentence() -> None:
    texts = {path: str(getattr(found, "description", "") or "").strip() for path, found in members()}
    assert [path for path, text in texts.items() if not text.endswith(".") and path not in STOCK] == []


def test_every_list_has_an_end() -> None:
    lists = {
        f"{name}.{field}"
        for name, kind in TYPES.items()
        if isinstance(kind, GraphQLObjectType)
        for field, found in kind.fields.items()
        if isinstance(get_nullable_type(found.type), GraphQLList)
        and not (name.endswith("Connection") and field in IN_EVERY_CONNECTION)
        and not (name.endswith("Payload") and field in IN_EVERY_PAYLOAD)
    }
    assert lists == BOUNDED.keys()


def test_every_connection_is_asked_for_by_pages() -> None:
    for kind in TYPES.values():
        if not isinstance(kind, GraphQLObjectType):
            continue
        for field, found in kind.fields.items():
            if str(get_nullable_type(found.type)).endswith("Connection"):
                assert {"first", "after"} <= found.args.keys(), f"{kind.name}.{field}"


def test_every_mutation_returns_problems() -> None:
    assert SDL.mutation_type is not None
    payloads = {field: get_nullable_type(found.type) for field, found in SDL.mutation_type.fields.items()}
    without = [field for field, kind in payloads.items() if "problems" not in getattr(kind, "fields", {})]
    assert without == []


def test_no_name_tells_how_it_is_built() -> None:
    names = {path: re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", path.rpartition(".")[2]) for path, _ in members()}
    assert [path for path, words in names.items() if {word.lower() for word in words} & TELLTALE] == []


def test_names_are_spelled_as_graphql_spells_them() -> None:
    fields = [path.rpartition(".")[2].partition("(")[0] for path, _ in members() if "." in path]
    assert [name for name in fields if not re.fullmatch(r"[a-z][a-zA-Z0-9]*", name)] == []
    codes = [
        f"{kind.name}.{value}" for kind in TYPES.values() if isinstance(kind, GraphQLEnumType) for value in kind.values
    ]
    assert [code for code in codes if not re.fullmatch(r"\w+\.[A-Z][A-Z0-9_]*", code)] == []
