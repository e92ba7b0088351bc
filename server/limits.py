"""How much one GraphQL document may ask for, found in time linear in its length and before anything else looks at it.

Stock depth and alias limiters follow each fragment spread again: twenty levels of doubled fragments, one kilobyte,
keep them busy for seconds. Here every fragment is measured once, and its measure is added where it is spread.
"""

from collections import Counter
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    Source,
    TokenKind,
    parse,
)
from graphql.language.lexer import Lexer

OPENING = frozenset({TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L})
CLOSING = frozenset({TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R})


@dataclass(frozen=True, slots=True)
class Limits:
    """GraphiQL's introspection query, the deepest in common use, has 16 levels, 430 tokens and some 70 fields."""

    tokens: int = 5000
    nesting: int = 64  # brackets of any kind within one another: parsers recurse on them
    definitions: int = 60  # operations and fragments
    levels: int = 30  # selection sets within one another, those of fragments included
    fields: int = 2000  # with every fragment written out
    aliases: int = 200  # the same
    repeats: int = 12  # of one field with members, in one place: validation compares each with each, members too


LIMITS = Limits()


class TooCostly(GraphQLError):
    """The document is refused unread; `extensions` names the limit, so that a client can split its question."""

    def __init__(self, what: str, *, limit: int) -> None:
        super().__init__(
            f"The document has more than {limit} {what}. · 查询过大：{what} 不得超过 {limit}。",
            extensions={"code": "TOO_COSTLY", "limit": limit, "of": what},
        )


@dataclass(frozen=True, slots=True)
class Size:
    """`names` are the response names of the fields with members that stand side by side, and how often each does."""

    levels: int = 0
    fields: int = 0
    aliases: int = 0
    names: Counter[str] = field(default_factory=Counter)


def parse_within_limits(text: str, *, limits: Limits = LIMITS) -> DocumentNode:
    """Raises TooCostly, or GraphQLSyntaxError."""
    check_tokens(text, limits=limits)
    document = parse(text)
    check_document(document, limits=limits)
    return document


def check_tokens(text: str, *, limits: Limits = LIMITS) -> None:
    lexer = Lexer(Source(text))
    count = nesting = 0
    while (kind := lexer.advance().kind) is not TokenKind.EOF:
        count += 1
        if kind in OPENING:
            nesting += 1
        elif kind in CLOSING:
            nesting -= 1
        _require(count, within=limits.tokens, what="tokens")
        _require(nesting, within=limits.nesting, what="nested brackets")


def check_document(document: DocumentNode, *, limits: Limits = LIMITS) -> None:
    _require(len(document.definitions), within=limits.definitions, what="definitions")
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    scale = _Scale(fragments, limits=limits)
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
            size = scale.measure(definition.selection_set, level=1)
            _require(size.fields, within=limits.fields, what="fields")
            _require(size.aliases, within=limits.aliases, what="aliases")


class _Scale:
    """Measures selection sets, each fragment once. A cycle counts as nothing: validation will refuse it."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode], *, limits: Limits) -> None:
        self._fragments = fragments
        self._limits = limits
        self._sizes: dict[str, Size] = {}

    def measure(self, selection_set: SelectionSetNode, *, level: int) -> Size:
        _require(level, within=self._limits.levels, what="levels")
        levels = fields = aliases = 0
        names: Counter[str] = Counter()
        for selection in selection_set.selections:
            part = self._measure_one(selection, level=level)
            levels = max(levels, part.levels)
            fields += part.fields
            aliases += part.aliases
            names.update(part.names)
            if part.names:
                _require(
                    max(names[name] for name in part.names),
                    within=self._limits.repeats,
                    what="repetitions of one field",
                )
        return Size(levels + 1, fields, aliases, names)

    def _measure_one(self, selection: SelectionNode, *, level: int) -> Size:
        if isinstance(selection, FragmentSpreadNode):
            return self._measure_fragment(selection.name.value, level=level)
        if isinstance(selection, InlineFragmentNode):
            return self.measure(selection.selection_set, level=level + 1)
        if isinstance(selection, FieldNode):
            return self._measure_field(selection, level=level)
        return Size()

    def _measure_field(self, node: FieldNode, *, level: int) -> Size:
        aliases = int(node.alias is not None)
        if node.selection_set is None:
            return Size(fields=1, aliases=aliases)
        within = self.measure(node.selection_set, level=level + 1)
        names = Counter({(node.alias or node.name).value: 1})
        return Size(within.levels, within.fields + 1, within.aliases + aliases, names)

    def _measure_fragment(self, name: str, *, level: int) -> Size:
        fragment = self._fragments.get(name)
        if fragment is None:
            return Size()
        if name not in self._sizes:
            self._sizes[name] = Size()
            self._sizes[name] = self.measure(fragment.selection_set, level=level + 1)
        size = self._sizes[name]
        _require(level + size.levels, within=self._limits.levels, what="levels")
        return size


def _require(value: int, *, within: int, what: str) -> None:
    if value > within:
        raise TooCostly(what, limit=within)
