"""What people read when something is wrong: each message names the field and says what to do."""

from typing import Any

CHINESE = "zh"

MESSAGES: dict[str, tuple[str, str]] = {
    "REQUIRED": ("请填写“{title}”。", "Fill in “{title}”."),
    "TYPE": ("“{title}”的内容类型不对，请重新填写。", "“{title}” holds the wrong kind of value; fill it in again."),
    "TYPE.json": (
        "“{title}”含有无法保存的内容，请重新填写。",
        "“{title}” holds something that cannot be stored; fill it in again.",
    ),
    "FORMAT": (
        "“{title}”的格式不正确，请按要求的格式填写。",
        "“{title}” is not in the expected format; write it as asked.",
    ),
    "FORMAT.date": ("“{title}”应为日期，例如 2024-05-20。", "Write “{title}” as a date, such as 2024-05-20."),
    "FORMAT.year-month": ("“{title}”应为年月，例如 2024-05。", "Write “{title}” as a year and month, such as 2024-05."),
    "FORMAT.year-month-or-present": (
        "“{title}”应为年月（例如 2024-05）或“至今”。",
        "Write “{title}” as a year and month, such as 2024-05, or 至今.",
    ),
    "FORMAT.cn-resident-id": (
        "“{title}”应为 18 位居民身份证号码（末位字母用大写 X），请核对。",
        "“{title}” must be an 18-character resident identity number (capital X); check it.",
    ),
    "FORMAT.cn-credit-code": (
        "“{title}”应为 18 位统一社会信用代码，请核对。",
        "“{title}” must be an 18-character unified social credit code; check it.",
    ),
    "FORMAT.cn-mobile": (
        "“{title}”应为 11 位手机号码，请核对。",
        "“{title}” must be an 11-digit mobile number; check it.",
    ),
    "FORMAT.email": ("“{title}”应为电子邮箱地址，请核对。", "“{title}” must be an e-mail address; check it."),
    "FORMAT.uri": (
        "“{title}”应为以 http:// 或 https:// 开头的网址。",
        "“{title}” must be a web address beginning with http:// or https://.",
    ),
    "FORMAT.attachment": (
        "“{title}”不是有效的附件，请重新上传。",
        "“{title}” is not a valid attachment; upload it again.",
    ),
    "ENUM": ("请在“{title}”的选项中选择。", "Choose one of the options of “{title}”."),
    "LENGTH.minimum": (
        "“{title}”至少需要 {minimum} 个字，现有 {actual} 个。",
        "“{title}” needs at least {minimum} characters; it has {actual}.",
    ),
    "LENGTH.maximum": (
        "“{title}”最多 {maximum} 个字，现有 {actual} 个，请精简。",
        "“{title}” takes at most {maximum} characters; it has {actual}. Shorten it.",
    ),
    "RANGE.minimum": ("“{title}”不能小于 {minimum}。", "“{title}” must be at least {minimum}."),
    "RANGE.maximum": ("“{title}”不能大于 {maximum}。", "“{title}” must be at most {maximum}."),
    "RANGE.exclusiveMinimum": ("“{title}”应大于 {minimum}。", "“{title}” must be more than {minimum}."),
    "RANGE.exclusiveMaximum": ("“{title}”应小于 {maximum}。", "“{title}” must be less than {maximum}."),
    "RANGE.multipleOf": ("“{title}”应为 {multipleOf} 的倍数。", "“{title}” must be a multiple of {multipleOf}."),
    "PATTERN": ("“{title}”不符合填写要求，请按说明填写。", "“{title}” is not written as asked; see its explanation."),
    "COUNT.minimum": (
        "“{title}”至少需要 {minimum} 项，现有 {actual} 项，请补充。",
        "“{title}” needs at least {minimum}; there are {actual}. Add more.",
    ),
    "COUNT.maximum": (
        "“{title}”最多 {maximum} 项，现有 {actual} 项，请删减。",
        "“{title}” takes at most {maximum}; there are {actual}. Remove some.",
    ),
    "UNIQUE": ("“{title}”中有重复的内容，请删去重复项。", "“{title}” holds the same thing twice; remove one."),
    "RULE_NOT_EVALUABLE": (
        "无法核对“{title}”的要求（{rule}），请检查并补全所填内容。",
        "A requirement on “{title}” ({rule}) could not be checked; check and complete what you filled in.",
    ),
    "UNKNOWN_FIELD": ("表单中没有“{title}”这一项，请删除。", "The form has no field “{title}”; remove it."),
    "READ_ONLY": (
        "“{title}”取自实名信息，不能修改。",
        "“{title}” comes from the verified identity and cannot be changed.",
    ),
    "UNKNOWN_SECTION": ("表单中没有“{title}”这一部分，请删除。", "The form has no section “{title}”; remove it."),
    "UNKNOWN_TEMPLATE": (
        "“{title}”中没有所选的类型，请重新选择。",
        "“{title}” does not offer the chosen type; choose again.",
    ),
    "TOO_LARGE": ("“{title}”的内容过多，请精简后再保存。", "“{title}” holds too much; shorten it before saving."),
    "LINT_SHAPE": ("文档结构不正确：{detail}", "The document does not have the right shape: {detail}"),
    "LINT_SHAPE.json": ("文档含有无法保存的内容。", "The document holds something that cannot be stored."),
    "LINT_SHAPE.missing": ("缺少“{name}”。", "“{name}” is missing."),
    "LINT_SHAPE.twice": ("“{name}”重复出现。", "“{name}” appears twice."),
    "LINT_SHAPE.entries": ("最少条数不能大于最多条数。", "The minimum of entries is above the maximum."),
    "LINT_KEYWORD": ("不允许使用“{name}”。", "“{name}” is not allowed."),
    "LINT_KEYWORD.unique": ("uniqueItems 只能用于简单值的列表。", "uniqueItems is only for lists of plain values."),
    "LINT_KEYWORD.multiple": (
        "multipleOf 只能是整数或二的负幂（如 0.5、0.25）。",
        "multipleOf is a whole number, or a power of one half such as 0.5 or 0.25.",
    ),
    "LINT_KEYWORD.computed": ("x-computed 只能用于顶层字段。", "x-computed is only for fields at the top."),
    "LINT_KEYWORD.attachment": (
        "x-attachment 只能与 format: attachment 同用。",
        "x-attachment goes with format: attachment only.",
    ),
    "LINT_TITLE": ("字段“{name}”没有标题，请补充 title。", "The field “{name}” has no title; give it one."),
    "LINT_TEXTS": ("{pointer} 缺少 {language} 文本。", "{pointer} has no text in {language}."),
    "LINT_TEXTS.locale": (
        "texts 中的 {language} 未在 locales 中声明。",
        "texts has {language}, which locales does not declare.",
    ),
    "LINT_TEXTS.nowhere": ("texts 中的 {pointer} 不指向任何文本。", "{pointer} in texts leads to no text."),
    "LINT_PATTERN": (
        "正则表达式无法以线性时间引擎编译，请改写（不支持环视和反向引用）。",
        "The linear-time engine cannot compile this pattern; write it without look-around or back-references.",
    ),
    "LINT_PATTERN.anchors": ("正则表达式须以 ^ 开头、以 $ 结尾。", "A pattern begins with ^ and ends with $."),
    "LINT_PATTERN.portable": (
        "正则表达式只能使用字符、[…]、(…)、|、? * + {{n,m}}；请把 \\d 写成 [0-9]。",
        "Write a pattern with characters, […], (…), |, ? * + {{n,m}} only; for \\d write [0-9].",
    ),
    "LINT_REF": ("{ref} 没有定义。", "{ref} is not defined."),
    "LINT_REF.nested": ("$defs 只能放在 schema 顶层。", "$defs belongs at the top of the schema."),
    "LINT_REF.circular": ("定义“{ref}”引用了自身。", "The definition “{ref}” refers to itself."),
    "LINT_REF.group": ("没有分组“{group}”。", "There is no group “{group}”."),
    "LINT_REF.source": (
        "source 中的 {at} 不是本模板的顶层字段。",
        "{at} in source is not a top-level field of this template.",
    ),
    "LINT_REF.template": (
        "模板“{template}”未通过检查，问题列于其后。",
        "The template “{template}” does not pass; its problems follow.",
    ),
    "LINT_REF.digest": (
        "模板“{template}”的摘要与其内容不符。",
        "The digest of the template “{template}” is not that of its document.",
    ),
    "LINT_REF.key": ("“{template}”所附文档是另一个模板。", "The document under “{template}” is another template."),
    "LINT_CONDITION": (
        "if 检验了“{name}”，须同时列入其 required。",
        "This if tests “{name}” and must require it as well.",
    ),
    "LINT_CONDITION.computed": (
        "条件不能依赖自动计算的“{name}”。",
        "A condition cannot depend on the computed “{name}”.",
    ),
    "LINT_CONDITION.object": ("条件只能用于对象。", "Conditions are for objects only."),
    "LINT_CONDITION.orphan": ("then 或 else 缺少 if。", "then or else without an if."),
    "LINT_CONDITION.requirement": (
        "必填的“{name}”在此条件下不一定显示，请在同一处声明该字段。",
        "“{name}” is required where it may not be shown; declare it in the same place.",
    ),
    "LINT_CONDITION.circle": ("“{name}”的显示条件构成循环。", "Whether “{name}” is shown depends on itself."),
    "LINT_RULE": ("表达式无法编译，请检查语法。", "The expression does not compile; check its syntax."),
    "LINT_RULE.at": ("{at} 不指向任何字段。", "{at} leads to no field."),
    "LINT_RULE.section": ("没有名为“{section}”的部分。", "There is no section “{section}”."),
    "LINT_RULE.twice": ("规则编号“{rule}”重复。", "The rule id “{rule}” is used twice."),
    "LINT_RULE.number": (
        "提示中的 {{{name}}} 未在 numbers 中给出。",
        "{{{name}}} in the message is not among its numbers.",
    ),
    "LINT_RULE.loops": (
        "一个表达式中最多使用 {maximum} 次 map、filter、all、exists。",
        "An expression may loop (map, filter, all, exists) at most {maximum} times.",
    ),
    "LINT_RULE.nested": (
        "表达式中的循环最多嵌套 {maximum} 层；逐条核对时遍历整个部分也算一层。",
        "Loops may nest at most {maximum} deep here; going over a whole section for each of its entries is one more.",
    ),
    "LINT_RULE.order": (
        "自动计算的值不能引用自身或在其后计算的“{name}”。",
        "A computed value cannot read itself, nor “{name}”, which is computed after it.",
    ),
    "LINT_RULE.pattern": (
        "matches 的正则表达式须直接写出，可接入 string(…) 所得的数字。",
        "The pattern of matches is written out, with nothing but numbers from string(…) put into it.",
    ),
    "LINT_RULE.member": ("entry 没有字段“{name}”。", "entry has no field “{name}”."),
    "LINT_RULE.variable": ("表达式不能使用变量“{name}”。", "The expression cannot use the variable “{name}”."),
    "LINT_RULE.function": ("表达式不能使用函数“{name}”。", "The expression cannot use the function “{name}”."),
    "LINT_EXAMPLE": (
        "示例“{name}”的结果与所写不符：多出 {unexpected}，缺少 {missing}。",
        "The example “{name}” does not do as it says: unexpected {unexpected}, missing {missing}.",
    ),
    "LINT_EXAMPLE.costly": (
        "核对到示例“{name}”时工作量过大，请精简示例或规则。",
        "Checking the examples takes too much work by “{name}”; make them or the rules smaller.",
    ),
    "LINT_DEPTH": ("文档层级过深。", "The document is nested too deeply."),
    "LINT_DEPTH.fields": ("字段嵌套最多 {maximum} 层。", "Fields may nest at most {maximum} levels."),
    "LINT_SIZE": ("文档过大。", "The document is too large."),
    "LINT_SIZE.count": ("此处最多 {maximum} 项。", "There may be at most {maximum} here."),
    "LINT_SIZE.expressions": (
        "所有表达式合计最多 {maximum} 个字符。",
        "All expressions together may have at most {maximum} characters.",
    ),
    "LINT_SIZE.patterns": (
        "最多使用 {maximum} 个不同的正则表达式。",
        "There may be at most {maximum} different patterns.",
    ),
    "LINT_DISCRIMINATOR": (
        "oneOf 的每个对象须有同一个必填的 const 字段，且取值各不相同。",
        "Every object in a oneOf requires the same const member, each with a value of its own.",
    ),
    "LINT_DISCRIMINATOR.options": (
        "选项只含 const 和 title，且取值不重复。",
        "Options have const and title only, and no value twice.",
    ),
    "LINT_DISCRIMINATOR.objects": (
        "oneOf 的各项须声明 type: object，否则非对象的值也可能通过。",
        "Declare type: object in this oneOf, or a value that is no object may pass.",
    ),
    "TOO_DEEP": ("“{title}”的内容层级过深，请重新填写。", "“{title}” is nested too deeply; fill it in again."),
}


def word(key: str, *, locale: str, **values: Any) -> str:
    """`key` is a problem code, with a dot and a detail where the code alone would not say what to do."""
    chinese, english = MESSAGES.get(key) or MESSAGES[key.partition(".")[0]]
    in_chinese = locale.partition("-")[0].lower() == CHINESE
    shown = {name: _show(value, in_chinese=in_chinese) for name, value in values.items()}
    return (chinese if in_chinese else english).format(**shown)


def _show(value: Any, *, in_chinese: bool) -> Any:
    """A list as people write one."""
    separator, nothing = ("、", "无") if in_chinese else (", ", "none")
    return (separator.join(value) or nothing) if isinstance(value, list) else value
