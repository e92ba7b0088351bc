"""Changes between two versions, in words for those who publish them."""

from typing import Any

from form_templates.version_changes import ChangeCode, VersionChange
from form_templates.wording import CHINESE

NOTHING = "—"

_LIMITS: dict[str, tuple[str, str]] = {
    "minLength": ("最少字数", "shortest length"),
    "maxLength": ("最多字数", "greatest length"),
    "minItems": ("最少项数", "fewest items"),
    "maxItems": ("最多项数", "most items"),
    "minimum": ("最小值", "least value"),
    "maximum": ("最大值", "greatest value"),
    "maxBytes": ("文件大小上限", "largest file"),
    "minWidth": ("图片最小宽度", "least width"),
    "minHeight": ("图片最小高度", "least height"),
    "uniqueItems": ("不得重复", "no repetition"),
    "pattern": ("书写样式", "pattern"),
    "format": ("格式", "format"),
    "multipleOf": ("倍数", "step"),
}
_PARTS: dict[str, tuple[str, str]] = {
    "when": ("适用条件", "when it applies"),
    "must": ("要求", "what it demands"),
    "section": ("所属部分", "its section"),
    "at": ("指向的字段", "the field it points at"),
}

MESSAGES: dict[ChangeCode, tuple[str, str]] = {
    ChangeCode.KEY_CHANGED: ("编号由“{before}”改为“{after}”。", "The key changes from “{before}” to “{after}”."),
    ChangeCode.KIND_CHANGED: ("种类由 {before} 改为 {after}。", "The kind changes from {before} to {after}."),
    ChangeCode.LANGUAGE_ADDED: ("增加语言 {language}。", "The language {language} is added."),
    ChangeCode.LANGUAGE_REMOVED: ("取消语言 {language}。", "The language {language} is dropped."),
    ChangeCode.TEXT_CHANGED: ("文字有改动。", "A text changes."),
    ChangeCode.ORDER_CHANGED: ("顺序有调整。", "The order changes."),
    ChangeCode.PRESENTATION_CHANGED: ("显示方式有调整。", "The presentation changes."),
    ChangeCode.EXAMPLES_CHANGED: ("示例有改动。", "The examples change."),
    ChangeCode.SOURCE_CHANGED: (
        "数据来源由 {before} 改为 {after}，涉及 {members}。",
        "The source changes from {before} to {after}; this concerns {members}.",
    ),
    ChangeCode.REWRITTEN: ("写法有调整，含义不变。", "It is written differently and means the same."),
    ChangeCode.FIELD_ADDED: ("增加选填字段“{name}”。", "The optional field “{name}” is added."),
    ChangeCode.REQUIRED_FIELD_ADDED: ("增加必填字段“{name}”。", "The required field “{name}” is added."),
    ChangeCode.COMPUTED_FIELD_ADDED: ("增加自动计算的字段“{name}”。", "The computed field “{name}” is added."),
    ChangeCode.FIELD_REMOVED: (
        "删除字段“{name}”，已填内容不再有位置。",
        "The field “{name}” is removed; what was filled in there loses its place.",
    ),
    ChangeCode.FIELDS_LISTED: (
        "“{name}”原可填任意内容，现只接受列出的字段。",
        "“{name}” took anything and now takes only the fields listed.",
    ),
    ChangeCode.TYPE_CHANGED: (
        "“{name}”的类型由 {before} 改为 {after}。",
        "The type of “{name}” changes from {before} to {after}.",
    ),
    ChangeCode.NUMBER_READ_OTHERWISE: (
        "规则读取“{name}”的数值方式有变，请核对相关规则。",
        "Rules read the numbers of “{name}” differently; check them.",
    ),
    ChangeCode.REQUIRED_ADDED: ("“{name}”改为必填。", "“{name}” becomes required."),
    ChangeCode.REQUIRED_REMOVED: ("“{name}”不再必填。", "“{name}” is no longer required."),
    ChangeCode.CONDITION_CHANGED: ("“{name}”的显示条件有改动。", "When “{name}” is shown changes."),
    ChangeCode.COMPUTED_CHANGED: ("“{name}”的自动计算有改动。", "How “{name}” is computed changes."),
    ChangeCode.READ_ONLY_ADDED: ("“{name}”改为只读。", "“{name}” can no longer be changed."),
    ChangeCode.READ_ONLY_REMOVED: ("“{name}”不再只读。", "“{name}” can be changed."),
    ChangeCode.OPTIONS_INTRODUCED: (
        "“{name}”改为只能选择：{options}。",
        "“{name}” now takes only a choice: {options}.",
    ),
    ChangeCode.OPTIONS_LIFTED: ("“{name}”不再限于选项。", "“{name}” is no longer limited to options."),
    ChangeCode.OPTIONS_ADDED: ("“{name}”增加选项：{options}。", "“{name}” gains options: {options}."),
    ChangeCode.OPTIONS_REMOVED: ("“{name}”取消选项：{options}。", "“{name}” loses options: {options}."),
    ChangeCode.OPTIONS_EMPTIED: (
        "“{name}”原有选项全部取消：{options}。",
        "“{name}” loses every option it had: {options}.",
    ),
    ChangeCode.LIMIT_TIGHTENED: (
        "“{name}”的{limit}收紧：由 {before} 改为 {after}。",
        "For “{name}”, the {limit} tightens from {before} to {after}.",
    ),
    ChangeCode.LIMIT_LOOSENED: (
        "“{name}”的{limit}放宽：由 {before} 改为 {after}。",
        "For “{name}”, the {limit} loosens from {before} to {after}.",
    ),
    ChangeCode.FORMAT_ADDED: ("“{name}”增加{keyword}要求：{after}。", "“{name}” must now meet a {keyword}: {after}."),
    ChangeCode.FORMAT_CHANGED: (
        "“{name}”的{keyword}由 {before} 改为 {after}。",
        "For “{name}”, the {keyword} changes from {before} to {after}.",
    ),
    ChangeCode.FORMAT_REMOVED: (
        "“{name}”取消{keyword}要求：{before}。",
        "“{name}” need not meet a {keyword}: {before}.",
    ),
    ChangeCode.ENTRIES_TIGHTENED: (
        "“{name}”的条数收紧：由 {before} 改为 {after}。",
        "The number of entries of “{name}” tightens from {before} to {after}.",
    ),
    ChangeCode.ENTRIES_LOOSENED: (
        "“{name}”的条数放宽：由 {before} 改为 {after}。",
        "The number of entries of “{name}” loosens from {before} to {after}.",
    ),
    ChangeCode.ONE_ENTRY_TO_MANY: (
        "“{name}”由单条改为多条，至少一条须实际填写。",
        "“{name}” changes from one entry to several, and an empty one no longer counts.",
    ),
    ChangeCode.RULE_ADDED: ("增加规则“{rule}”（{severity}）。", "The rule “{rule}” is added ({severity})."),
    ChangeCode.RULE_REMOVED: ("取消规则“{rule}”。", "The rule “{rule}” is removed."),
    ChangeCode.RULE_CHANGED: ("规则“{rule}”的{part}有改动。", "The rule “{rule}” changes {part}."),
    ChangeCode.RULE_SEVERITY: (
        "规则“{rule}”由 {before} 改为 {after}。",
        "The rule “{rule}” changes from {before} to {after}.",
    ),
    ChangeCode.RULE_WAIVER: (
        "规则“{rule}”的豁免类别由 {before} 改为 {after}。",
        "The rule “{rule}” is waived for {after} in place of {before}.",
    ),
    ChangeCode.SECTION_ADDED: ("增加部分“{section}”。", "The section “{section}” is added."),
    ChangeCode.SECTION_REMOVED: (
        "取消部分“{section}”，已填内容不再有位置。",
        "The section “{section}” is removed; what was filled in there loses its place.",
    ),
    ChangeCode.SECTION_RESHAPED: (
        "部分“{section}”在单一模板与可选模板之间改变。",
        "The section “{section}” changes between one template and a choice of templates.",
    ),
    ChangeCode.SECTION_MOVED: ("各部分的顺序有调整。", "The order of the sections changes."),
    ChangeCode.TEMPLATE_ADDED: (
        "部分“{section}”增加模板“{template}”。",
        "The section “{section}” gains the template “{template}”.",
    ),
    ChangeCode.TEMPLATE_REMOVED: (
        "部分“{section}”取消模板“{template}”，已填内容不再有位置。",
        "The section “{section}” loses the template “{template}”; what was filled in there loses its place.",
    ),
    ChangeCode.TEMPLATE_REPLACED: (
        "模板“{before}”换成“{after}”。",
        "The template “{before}” is replaced by “{after}”.",
    ),
    ChangeCode.TEMPLATE_UPGRADED: (
        "模板“{template}”由第 {before} 版升至第 {after} 版。",
        "The template “{template}” moves from version {before} to {after}.",
    ),
}


def word_change(change: VersionChange, *, locale: str) -> str:
    in_chinese = locale.partition("-")[0].lower() == CHINESE
    chinese, english = MESSAGES[change.code]
    shown = {name: _show(name, value, in_chinese=in_chinese) for name, value in change.params.items()}
    return (chinese if in_chinese else english).format(**shown)


def _show(name: str, value: Any, *, in_chinese: bool) -> str:
    terms = {"limit": _LIMITS, "keyword": _LIMITS, "part": _PARTS}.get(name)
    if terms:
        chinese, english = terms[value]
        return chinese if in_chinese else english
    if isinstance(value, bool):
        yes, no = ("是", "否") if in_chinese else ("yes", "no")
        return yes if value else no
    if isinstance(value, list):
        separator = "、" if in_chinese else ", "
        return separator.join(_show("", each, in_chinese=in_chinese) for each in value) or NOTHING
    return NOTHING if value is None else str(value)
