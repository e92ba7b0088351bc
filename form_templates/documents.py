"""Template and form documents as values. What is parsed here has passed the lint, or DocumentError says it has not."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from form_templates.digest import digest
from form_templates.materials import material_document
from form_templates.problems import Severity

Document = Mapping[str, Any]
Texts = Mapping[str, str]
"""Locale → text."""

EXAMPLE_KEY = "example"
WRITTEN_ON_THE_SPOT = 0
"""The version of a template that is part of the form alone."""


class DocumentError(ValueError):
    """The document does not have the shape it must have; `lint_template` and `lint_form` say where."""


@dataclass(frozen=True, slots=True)
class EntryLimits:
    """`max` None is unbounded."""

    min: int = 0
    max: int | None = None

    def allow(self, count: int) -> bool:
        return self.min <= count and (self.max is None or count <= self.max)


@dataclass(frozen=True, slots=True)
class Rule:
    """`section` is set in rules of a form only. `counted` gives the entries that its numbers come from."""

    id: str
    when: str | None
    must: str
    numbers: Mapping[str, str]
    counted: str | None
    at: str
    severity: Severity
    waived_for: frozenset[str]
    message: Texts
    section: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where an entry's values can come from; `read_only` holds pointers to members that cannot be typed over."""

    registry: str
    read_only: frozenset[str]


@dataclass(frozen=True, slots=True)
class Example:
    """`context` replaces parts of the circumstances an example is judged in."""

    name: str
    answers: Mapping[str, Any]
    problems: tuple[Mapping[str, Any], ...]
    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Template:
    key: str
    kind: str
    locales: tuple[str, ...]
    title: Texts
    help: Texts
    schema: Document
    ui: Document
    entries: EntryLimits
    rules: tuple[Rule, ...]
    source: Source | None
    texts: Mapping[str, Texts]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class PinnedTemplate:
    """A template version as one form uses it."""

    key: str
    version: int
    digest: str
    document: Document
    entries: EntryLimits
    required: bool


@dataclass(frozen=True, slots=True)
class Section:
    """`offers` is False for a section made of one template, True where each entry chooses among several."""

    key: str
    group: str
    kind: str
    title: Texts
    help: Texts
    templates: tuple[PinnedTemplate, ...]
    offers: bool
    entries: EntryLimits
    required: bool
    visible_when: str | None

    @property
    def single(self) -> bool:
        return not self.offers and self.entries.max == 1


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    title: Texts


@dataclass(frozen=True, slots=True)
class Form:
    key: str
    locales: tuple[str, ...]
    title: Texts
    sections: tuple[Section, ...]
    groups: tuple[Group, ...]
    rules: tuple[Rule, ...]


def parse_template(document: Document) -> Template:
    try:
        return Template(
            key=document["key"],
            kind=document["kind"],
            locales=tuple(document["locales"]),
            title=document["title"],
            help=document.get("help", {}),
            schema=document["schema"],
            ui=document.get("ui", {}),
            entries=_parse_entries(document.get("entries", {})),
            rules=tuple(_parse_rule(rule) for rule in document.get("rules", [])),
            source=_parse_source(document.get("source")),
            texts=document.get("texts", {}),
            examples=tuple(_parse_example(example) for example in document.get("examples", [])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DocumentError(f"not a template document: {error!r}") from error


def parse_form(document: Document) -> Form:
    """Takes the form document, in which every pinned template is carried whole."""
    try:
        return Form(
            key=document["key"],
            locales=tuple(document["locales"]),
            title=document["title"],
            sections=tuple(_parse_section(section) for section in document["sections"]),
            groups=tuple(Group(group["key"], group["title"]) for group in document.get("groups", [])),
            rules=tuple(_parse_rule(rule) for rule in document.get("rules", [])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DocumentError(f"not a form document: {error!r}") from error


def compose(composition: Document, *, templates: Callable[[str, int], Document]) -> dict[str, Any]:
    """The form document: the composition with every template it pins, and its digest, put inside. A material that
    the composition describes on the spot becomes a template of version 0.
    """

    def pin(item: Document) -> dict[str, Any]:
        if "material" in item:
            document = material_document(item["material"], locales=list(composition["locales"]))
            item = {**item, "template": document["key"], "version": WRITTEN_ON_THE_SPOT}
            return {**item, "document": document, "digest": digest(document)}
        pinned = templates(item["template"], item["version"])
        return {**item, "document": pinned, "digest": digest(pinned)}

    def fill(section: Document) -> dict[str, Any]:
        if "template" in section:
            return pin(section)
        return {**section, "templates": [pin(item) for item in section["templates"]]}

    return {**composition, "sections": [fill(section) for section in composition["sections"]]}


def decompose(document: Document) -> dict[str, Any]:
    """The composition of a form document: `compose` of it gives the document back."""

    def unpin(item: Document) -> dict[str, Any]:
        left_out = {"document", "digest"} | ({"template", "version"} if "material" in item else set())
        return {name: value for name, value in item.items() if name not in left_out}

    def empty(section: Document) -> dict[str, Any]:
        if "templates" in section:
            return {**section, "templates": [unpin(item) for item in section["templates"]]}
        return unpin(section)

    return {**document, "sections": [empty(section) for section in document["sections"]]}


def pins_of(composition: Document) -> Iterator[tuple[str, Document]]:
    """Every item that names a template or describes a material, with its pointer."""
    for place, section in enumerate(composition["sections"]):
        at = f"/sections/{place}"
        if "templates" in section:
            yield from ((f"{at}/templates/{number}", item) for number, item in enumerate(section["templates"]))
        else:
            yield at, section


def form_of_template(document: Document) -> dict[str, Any]:
    """A form that holds one entry of this template and nothing else: for examples and previews."""
    item = {"key": EXAMPLE_KEY, "group": EXAMPLE_KEY, "template": document["key"], "version": 0, "required": True}
    return compose(
        {
            "key": EXAMPLE_KEY,
            "locales": document["locales"],
            "title": document["title"],
            "groups": [{"key": EXAMPLE_KEY, "title": document["title"]}],
            "sections": [{**item, "entries": {"min": 1, "max": 1}}],
        },
        templates=lambda _key, _version: document,
    )


def _parse_entries(limits: Mapping[str, Any], *, otherwise: EntryLimits | None = None) -> EntryLimits:
    basis = otherwise or EntryLimits()
    return EntryLimits(limits.get("min", basis.min), limits.get("max", basis.max))


def _parse_rule(rule: Document) -> Rule:
    return Rule(
        id=rule["id"],
        when=rule.get("when"),
        must=rule["must"],
        numbers=rule.get("numbers", {}),
        counted=rule.get("from"),
        at=rule.get("at", ""),
        severity=Severity(rule.get("severity", Severity.ERROR)),
        waived_for=frozenset(rule.get("waivedFor", [])),
        message=rule["message"],
        section=rule.get("section"),
    )


def _parse_source(source: Document | None) -> Source | None:
    if source is None:
        return None
    members = source.get("fields", {})
    return Source(source["registry"], frozenset(at for at, mode in members.items() if mode == "READ_ONLY"))


def _parse_example(example: Document) -> Example:
    return Example(
        name=example["name"],
        answers=example["answers"],
        problems=tuple(example.get("problems", [])),
        context=example.get("context", {}),
    )


def _parse_section(section: Document) -> Section:
    """A section of one template takes its kind, texts and limits from it, unless the form says otherwise."""
    offers = "templates" in section
    basis = parse_template(section["document"]) if not offers else None
    pinned = tuple(_parse_pinned(item, offered=offers) for item in (section["templates"] if offers else [section]))
    return Section(
        key=section["key"],
        group=section["group"],
        kind=section.get("kind", basis.kind if basis else "SECTION"),
        title=section.get("title", basis.title if basis else {}),
        help=section.get("help", basis.help if basis else {}),
        templates=pinned,
        offers=offers,
        entries=_parse_entries(section.get("entries", {})) if offers else pinned[0].entries,
        required=section.get("required", False),
        visible_when=section.get("visibleWhen"),
    )


def _parse_pinned(item: Document, *, offered: bool) -> PinnedTemplate:
    """Where templates are offered, a template's own minimum counts only if the form requires the template."""
    document, required = item["document"], item.get("required", False)
    own = _parse_entries(document.get("entries", {}))
    least = max(own.min, 1) if required else 0
    return PinnedTemplate(
        key=item["template"],
        version=item["version"],
        digest=item["digest"],
        document=document,
        entries=_parse_entries(item.get("entries", {}), otherwise=EntryLimits(least, own.max) if offered else own),
        required=required,
    )
