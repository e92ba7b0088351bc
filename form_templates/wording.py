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
    "TOO_DEEP": ("“{title}”的内容层级过深，请重新填写。", "“{title}” is nested too deeply; fill it in again."),
}


def word(key: str, *, locale: str, **values: Any) -> str:
    """`key` is a problem code, with a dot and a detail where the code alone would not say what to do."""
    chinese, english = MESSAGES.get(key) or MESSAGES[key.split(".")[0]]
    return (chinese if locale.split("-")[0].lower() == CHINESE else english).format(**values)
