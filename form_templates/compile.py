"""Documents made ready for use: validators, condition trees in each language, CEL programs. Once for each digest."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

import cel
import jsonschema_rs

from form_templates.digest import digest
from form_templates.documents import Document, Form, PinnedTemplate, Section, Template, parse_form, parse_template
from form_templates.localize import choose_locale, localize
from form_templates.pointers import split
from form_templates.rules import CompiledRule, compile_expression, compile_rule
from form_templates.tree import Node, build_tree, compile_validator
from form_templates.unfold import unfold

IDENTITY = "identity"
FORM = "form"
CACHED_FORMS = 128  # a province runs some dozens of activities at a time; a compiled form takes a few MiB
CACHED_TEMPLATES = 1024

Compiled = TypeVar("Compiled")


@dataclass(frozen=True, slots=True, eq=False)
class CompiledTemplate:
    """`identity` names the members that the identity platform fills in, `computed` those that the template computes:
    both are shown, and neither is ever taken from an applicant or stored.
    """

    template: Template
    digest: str
    validator: jsonschema_rs.Validator
    trees: Mapping[str, Node]
    schemas: Mapping[str, Document]
    uis: Mapping[str, Document]
    rules: tuple[CompiledRule, ...]
    computed: Mapping[str, cel.Program]
    identity: frozenset[str]

    def tree(self, locale: str) -> Node:
        return self.trees[choose_locale(self.template.locales, locale)]

    @property
    def first_tree(self) -> Node:
        """For what does not depend on the language."""
        return self.trees[self.template.locales[0]]


@dataclass(frozen=True, slots=True, eq=False)
class CompiledSection:
    """`reads_form` tells whether its visible-when looks at other sections."""

    section: Section
    templates: Mapping[str, CompiledTemplate]
    pinned: Mapping[str, PinnedTemplate]
    visible_when: cel.Program | None
    reads_form: bool

    @property
    def only(self) -> CompiledTemplate | None:
        """The template of a section that does not offer a choice."""
        return None if self.section.offers else next(iter(self.templates.values()))

    @property
    def offered(self) -> tuple[str, ...]:
        """The templates an entry may choose among."""
        return tuple(self.templates) if self.section.offers else ()

    def template_for(self, key: str | None) -> CompiledTemplate | None:
        return self.templates.get(key or "") if self.section.offers else self.only


@dataclass(frozen=True, slots=True, eq=False)
class CompiledForm:
    """`rules_read_form` tells whether any rule looks beyond its own section."""

    form: Form
    digest: str
    sections: Mapping[str, CompiledSection]
    rules: tuple[CompiledRule, ...]
    rules_read_form: bool


class Cache(Generic[Compiled]):
    """What was used last stays, up to a number."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[str, Compiled] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> Compiled | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: str, value: Compiled) -> Compiled:
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return value


_templates: Cache[CompiledTemplate] = Cache(CACHED_TEMPLATES)
_forms: Cache[CompiledForm] = Cache(CACHED_FORMS)


def compile_template(document: Document, *, key: str | None = None) -> CompiledTemplate:
    """`key` is the document's digest, from a caller who knows it. Raises DocumentError, or ValueError or KeyError for
    a document that would not have passed the lint.
    """
    key = key or digest(document)
    return _templates.get(key) or _templates.put(key, _compile_template(document, key))


def compile_form(document: Document, *, key: str | None = None) -> CompiledForm:
    """As `compile_template`, for a form document."""
    key = key or digest(document)
    return _forms.get(key) or _forms.put(key, _compile_form(document, key))


def find_compiled_form(key: str) -> CompiledForm | None:
    """The form of this digest if it is at hand, so that its document need not be loaded."""
    return _forms.get(key)


def _compile_template(document: Document, key: str) -> CompiledTemplate:
    template = parse_template(document)
    localized = {locale: localize(template, locale=locale) for locale in template.locales}
    source = template.source
    return CompiledTemplate(
        template=template,
        digest=key,
        validator=compile_validator(unfold(template.schema)),
        trees={locale: build_tree(unfold(schema), ui) for locale, (schema, ui) in localized.items()},
        schemas={locale: schema for locale, (schema, _) in localized.items()},
        uis={locale: ui for locale, (_, ui) in localized.items()},
        rules=tuple(compile_rule(rule) for rule in template.rules),
        computed=_compile_computed(build_tree(unfold(template.schema), template.ui)),
        identity=frozenset(split(at)[0] for at in source.read_only)
        if source and source.registry == IDENTITY
        else frozenset(),
    )


def _compile_computed(root: Node) -> dict[str, cel.Program]:
    return {
        name: compile_expression(layer.schema["x-computed"])
        for name, field in root.fields.items()
        for layer in field.layers
        if "x-computed" in layer.schema
    }


def _compile_form(document: Document, key: str) -> CompiledForm:
    form = parse_form(document)
    sections = {section.key: _compile_section(section) for section in form.sections}
    rules = tuple(compile_rule(rule) for rule in form.rules)
    return CompiledForm(form, key, sections, rules, _read_form(sections, rules))


def _compile_section(section: Section) -> CompiledSection:
    visible_when = compile_expression(section.visible_when) if section.visible_when else None
    return CompiledSection(
        section=section,
        templates={pinned.key: compile_template(pinned.document, key=pinned.digest) for pinned in section.templates},
        pinned={pinned.key: pinned for pinned in section.templates},
        visible_when=visible_when,
        reads_form=visible_when is not None and FORM in visible_when.variables(),
    )


def _read_form(sections: Mapping[str, CompiledSection], rules: tuple[CompiledRule, ...]) -> bool:
    templates = [template for section in sections.values() for template in section.templates.values()]
    return any(FORM in rule.reads for rule in [*rules, *(rule for template in templates for rule in template.rules)])
