"""Why a plugin is not loaded, said to a person in Chinese and in English: what is the matter, and what to do."""

from collections.abc import Mapping

from plugins.reasons import Reason, ReasonCode

DEFAULT_LOCALE = "zh-CN"

WORDING: Mapping[ReasonCode, Mapping[str, str]] = {
    ReasonCode.NAME_INVALID: {
        "zh-CN": "插件名称须以小写字母开头，只含小写字母、数字、“-”和“_”，不超过 60 个字符。请在其入口点中更名。",
        "en": "A plugin's name begins with a lower-case letter and has lower-case letters, digits, “-” and “_”, 60 at most. Rename its entry point.",
    },
    ReasonCode.NAME_TAKEN: {
        "zh-CN": "另有插件使用此名称，同名的外部插件均不加载。请卸载多余的软件包，或更改入口点名称。",
        "en": "Another plugin has this name too, so no outside plugin of the name is loaded. Remove the package that is not wanted, or rename the entry point.",
    },
    ReasonCode.NOT_LISTED: {
        "zh-CN": "已安装，但配置未允许加载。如需使用，请在 ZHICHENG_PLUGINS 中写入其名称。",
        "en": "It is installed, but the configuration does not allow it. To use it, name it in ZHICHENG_PLUGINS.",
    },
    ReasonCode.NOT_INSTALLED: {
        "zh-CN": "ZHICHENG_PLUGINS 中列有此名称，但没有已安装的软件包提供它。请检查名称或安装软件包。",
        "en": "ZHICHENG_PLUGINS names it, but no installed package brings it. Check the name, or install the package.",
    },
    ReasonCode.IMPORT_FAILED: {
        "zh-CN": "无法导入：{error}",
        "en": "It cannot be imported: {error}",
    },
    ReasonCode.LOADED_ALREADY: {
        "zh-CN": "其模块已作为插件“{other}”加载。请删去多余的入口点。",
        "en": "Its module is loaded already, as the plugin “{other}”. Remove one of the entry points.",
    },
    ReasonCode.HOOK_API_MISSING: {
        "zh-CN": "未声明钩子接口版本。请确认插件适用于第 {expected} 版，并写明 ZHICHENG_HOOK_API = {expected}。",
        "en": "It declares no version of the hook API. Make sure that it is written for version {expected}, and say so: ZHICHENG_HOOK_API = {expected}.",
    },
    ReasonCode.HOOK_API_DIFFERENT: {
        "zh-CN": "插件按钩子接口第 {found} 版编写，本系统为第 {expected} 版。请安装适用的版本。",
        "en": "It is written for version {found} of the hook API; this is version {expected}. Install a release that fits.",
    },
    ReasonCode.TITLE_INVALID: {
        "zh-CN": "ZHICHENG_TITLE 须为“语言：文字”的字典。",
        "en": "ZHICHENG_TITLE must be a dictionary of texts by language.",
    },
    ReasonCode.HOOK_UNKNOWN: {
        "zh-CN": "没有名为 {hook} 的钩子，请检查拼写。",
        "en": "There is no hook {hook}. Check the spelling.",
    },
    ReasonCode.HOOK_SIGNATURE: {
        "zh-CN": "钩子与规格不符：{error}",
        "en": "A hook does not match its specification: {error}",
    },
    ReasonCode.HOOK_RAISED: {
        "zh-CN": "钩子 {hook} 出错：{error}",
        "en": "The hook {hook} raised {error}",
    },
    ReasonCode.NOT_A_LIST: {
        "zh-CN": "钩子 {hook} 须返回文档列表，实际返回 {found}。",
        "en": "The hook {hook} must return a list of documents; it returned {found}.",
    },
    ReasonCode.TOO_MANY_DOCUMENTS: {
        "zh-CN": "钩子 {hook} 返回的文档超过 {maximum} 份。",
        "en": "The hook {hook} returned more than {maximum} documents.",
    },
    ReasonCode.NOT_JSON: {
        "zh-CN": "钩子 {hook} 返回的第 {place} 份文档（从 0 计）不是 JSON 对象。",
        "en": "Document {place} (from 0) of the hook {hook} is not a JSON object.",
    },
    ReasonCode.KEY_MISSING: {
        "zh-CN": "钩子 {hook} 返回的第 {place} 份文档（从 0 计）缺少“{member}”。",
        "en": "Document {place} (from 0) of the hook {hook} has no “{member}”.",
    },
    ReasonCode.KEY_TWICE: {
        "zh-CN": "钩子 {hook} 返回了两份“{key}”。",
        "en": "The hook {hook} returned “{key}” twice.",
    },
    ReasonCode.DOCUMENTS_REFUSED: {
        "zh-CN": "{count} 份文档未通过检查：{documents}。",
        "en": "Documents that do not pass the checks: {count} ({documents}).",
    },
}


def message(reason: Reason, *, locale: str) -> str:
    """In Chinese where the language asked for is not known."""
    words = WORDING[reason.code]
    return words.get(locale, words[DEFAULT_LOCALE]).format(**reason.params)
