"""What is wrong with the documents of this process's plugins: each is looked at once a language, and only when asked for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeAlias

from form_templates.documents import compose, pins_of
from form_templates.headings import check_composition
from form_templates.limits import MAX_DOCUMENT_DEPTH, MAX_FORM_BYTES, weigh
from form_templates.lint import lint_form, lint_template
from form_templates.problems import ProblemCode
from plugins.documents import HOOK_KINDS, Contribution, DocumentKind
from plugins.manager import PluginManager, contributions
from review_routes.lint import lint_route
from services.catalogue_documents import lint_catalogue, rows_of
from services.problems import Problem, ServiceProblemCode, from_answer_problem, from_finding, problem
from services.storable_values import unstorable

Document = Mapping[str, Any]
Identity: TypeAlias = tuple[str, DocumentKind, str]
"""The plugin, the kind and the key."""
Claim: TypeAlias = tuple[str, str]
"""What only one document may bring: a kind and a key, or a table of the catalogue and a code."""


def identity_of(contribution: Contribution) -> Identity:
    return contribution.origin, contribution.kind, contribution.key


class InstalledPlugins:
    """Without a manager there are none."""

    def __init__(self, manager: PluginManager | None = None) -> None:
        self.manager = manager or PluginManager()
        self._found: dict[tuple[Identity, str], Sequence[Problem]] = {}

    @cached_property
    def documents(self) -> Sequence[Contribution]:
        """In the order of publishing."""
        return [each for hook in HOOK_KINDS for each in contributions(self.manager, hook)]

    def problems_of(self, contribution: Contribution, *, locale: str) -> Sequence[Problem]:
        """Of a form, as far as it is made of templates that plugins bring; the rest is seen when it is published."""
        key = identity_of(contribution), locale
        if key not in self._found:
            own = self.refusals_of(contribution, locale=locale)
            self._found[key] = own or self._lint(contribution, locale=locale)
        return self._found[key]

    def refusals_of(self, contribution: Contribution, *, locale: str) -> Sequence[Problem]:
        """What no other gate looks at: codes that an earlier document has, and what no database can store."""
        taken = [
            problem(ServiceProblemCode.DUPLICATE_KEY, locale=locale, key=code)
            for place, code in _claims_of(contribution)
            if self._owners[place, code] != identity_of(contribution)
        ]
        unkept = [
            replace(problem(ServiceProblemCode.UNSTORABLE, locale=locale, pointer=at), pointer=at)
            for at in _unstorable(contribution.document)
        ]
        return taken + unkept

    def _lint(self, contribution: Contribution, *, locale: str) -> Sequence[Problem]:
        document = contribution.document
        match contribution.kind:
            case DocumentKind.CATALOGUE:
                return [from_answer_problem(each) for each in lint_catalogue(document, locale=locale)]
            case DocumentKind.ROUTE:
                return [from_finding(each, locale=locale) for each in lint_route(document)]
            case DocumentKind.TEMPLATE:
                return [from_answer_problem(each) for each in lint_template(document, locale=locale)]
            case DocumentKind.FORM:
                return self._lint_form(document, locale=locale)

    def _lint_form(self, composition: Document, *, locale: str) -> Sequence[Problem]:
        shape = check_composition(composition, locale=locale)
        if shape:
            return [from_answer_problem(each) for each in shape]
        named = [(at, item) for at, item in pins_of(composition) if "template" in item]
        unpinned = [(at, item["template"]) for at, item in named if "version" not in item]
        if unpinned:
            code = ServiceProblemCode.UNKNOWN_REFERENCE
            return [replace(problem(code, locale=locale, value=key), pointer=at) for at, key in unpinned]
        if any(item["template"] not in self._templates for _, item in named):
            return []
        document = compose(composition, templates=lambda key, _version: self._templates[key])
        return [from_answer_problem(each) for each in lint_form(document, locale=locale)]

    @cached_property
    def _templates(self) -> Mapping[str, Document]:
        """By key, the first of each."""
        brought = [each for each in self.documents if each.kind is DocumentKind.TEMPLATE]
        return {each.key: each.document for each in reversed(brought)}

    @cached_property
    def _owners(self) -> Mapping[Claim, Identity]:
        """The first that brings it: built-in plugins come before outside ones."""
        owners: dict[Claim, Identity] = {}
        for each in self.documents:
            for claim in _claims_of(each):
                owners.setdefault(claim, identity_of(each))
        return owners


def _claims_of(contribution: Contribution) -> Iterator[Claim]:
    if contribution.kind is not DocumentKind.CATALOGUE:
        yield contribution.kind, contribution.key
    elif not lint_catalogue(contribution.document, locale="en"):
        yield from rows_of(contribution.document)


def _unstorable(document: Document) -> Iterator[str]:
    """Of one that is too large or too deep the lint says so, and nobody walks through it."""
    weight = weigh(document, max_bytes=MAX_FORM_BYTES, max_depth=MAX_DOCUMENT_DEPTH)
    if weight.fault is None:
        yield from unstorable(document)
    elif weight.fault is ProblemCode.TYPE:
        yield weight.pointer
