"""The documents that the organiser of the authoring story writes, version by version."""

from collections.abc import Mapping
from typing import Any

Document = dict[str, Any]

PROFILE: Document = {
    "key": "section.review-profile",
    "kind": "SECTION",
    "locales": ["zh-CN", "en"],
    "title": {"zh-CN": "申报概况", "en": "Profile"},
    "schema": {
        "type": "object",
        "properties": {
            "summary": {"type": "string", "title": "业绩概述", "minLength": 1, "maxLength": 200},
            "years": {"type": "integer", "title": "从业年限", "minimum": 0, "maximum": 60, "x-unit": "年"},
            "abroad": {"type": "boolean", "title": "有境外经历"},
        },
        "required": ["summary", "years"],
        "if": {"properties": {"abroad": {"const": True}}, "required": ["abroad"]},
        "then": {
            "properties": {"country": {"type": "string", "title": "国家或地区", "minLength": 1, "maxLength": 50}},
            "required": ["country"],
        },
    },
    "ui": {"summary": {"ui:widget": "textarea"}},
    "entries": {"min": 1, "max": 1},
    "texts": {
        "en": {
            "/properties/summary/title": "Summary",
            "/properties/years/title": "Years of practice",
            "/properties/years/x-unit": "years",
            "/properties/abroad/title": "Worked abroad",
            "/then/properties/country/title": "Country or region",
        }
    },
    "examples": [
        {"name": "at home", "answers": {"summary": "从事软件研发", "years": 8}, "problems": []},
        {
            "name": "abroad, without the country",
            "answers": {"summary": "从事软件研发", "years": 8, "abroad": True},
            "problems": [{"code": "REQUIRED", "pointer": "/country"}],
        },
    ],
}

PROTOTYPE: Document = {
    "key": "achievement.prototype",
    "kind": "ACHIEVEMENT",
    "locales": ["zh-CN", "en"],
    "title": {"zh-CN": "样机", "en": "Prototype"},
    "schema": {
        "type": "object",
        "properties": {
            "name": {"type": "string", "title": "名称", "minLength": 1, "maxLength": 100},
            "finishedOn": {"type": "string", "format": "date", "title": "完成日期"},
            "rank": {"type": "integer", "title": "本人排名", "minimum": 1, "maximum": 50},
        },
        "required": ["name", "finishedOn", "rank"],
    },
    "entries": {"min": 0, "max": 5},
    "rules": [
        {
            "id": "prototype.in-window",
            "when": "has(activity.achievementsFrom)",
            "must": "entry.finishedOn >= activity.achievementsFrom",
            "at": "/finishedOn",
            "severity": "ERROR",
            "message": {"zh-CN": "完成日期早于业绩起算日期。", "en": "It was finished before achievements count."},
        }
    ],
    "texts": {
        "en": {
            "/properties/name/title": "Name",
            "/properties/finishedOn/title": "Finished on",
            "/properties/rank/title": "Your rank",
        }
    },
    "examples": [
        {"name": "recent", "answers": {"name": "采集终端", "finishedOn": "2025-03-01", "rank": 1}, "problems": []},
        {
            "name": "long ago",
            "answers": {"name": "采集终端", "finishedOn": "2001-03-01", "rank": 1},
            "problems": [{"code": "RULE", "pointer": "/finishedOn", "rule": "prototype.in-window"}],
        },
    ],
}

STATEMENT: Document = {
    "key": "material.statement",
    "kind": "MATERIAL",
    "locales": ["zh-CN", "en"],
    "title": {"zh-CN": "个人陈述", "en": "Statement"},
    "schema": {
        "type": "object",
        "properties": {"text": {"type": "string", "title": "陈述", "minLength": 1, "maxLength": 500}},
        "required": ["text"],
    },
    "entries": {"min": 0, "max": 1},
    "texts": {"en": {"/properties/text/title": "Statement"}},
    "examples": [{"name": "short", "answers": {"text": "本人承诺所填内容属实。"}, "problems": []}],
}

TEMPLATES = (PROFILE, PROTOTYPE, STATEMENT)

FORM: Document = {
    "key": "form.prototype-review",
    "locales": ["zh-CN", "en"],
    "title": {"zh-CN": "样机评审申报表", "en": "Prototype review"},
    "groups": [{"key": "all", "title": {"zh-CN": "全部", "en": "All"}}],
    "sections": [
        {"key": "profile", "group": "all", "template": "section.review-profile", "required": True},
        {
            "key": "achievements",
            "group": "all",
            "kind": "ACHIEVEMENT",
            "title": {"zh-CN": "业绩成果", "en": "Achievements"},
            "templates": [{"template": "achievement.prototype"}],
            "entries": {"min": 1, "max": 5},
            "required": True,
        },
        {
            "key": "materials",
            "group": "all",
            "kind": "MATERIAL",
            "title": {"zh-CN": "需求材料", "en": "Materials"},
            "templates": [
                {"template": "material.statement", "required": True},
                {
                    "material": {
                        "key": "material.test-report",
                        "title": {"zh-CN": "检测报告", "en": "Test report"},
                        "help": {"zh-CN": "由检测机构出具", "en": "By a testing body"},
                        "mediaTypes": ["application/pdf"],
                        "maxBytes": 1_000_000,
                        "count": {"min": 1, "max": 3},
                    },
                    "required": False,
                },
            ],
        },
    ],
    "rules": [
        {
            "id": "prototype-review.years",
            "section": "profile",
            "must": "form.profile.all(p, !has(p.years) || p.years >= 5)",
            "numbers": {"required": "5", "counted": "form.profile[0].years"},
            "from": "form.profile.filter(p, has(p.years))",
            "severity": "WARNING",
            "waivedFor": ["EXCEPTIONAL"],
            "message": {
                "zh-CN": "一般须满 {required} 年，现为 {counted} 年。",
                "en": "{required} years; it is {counted}.",
            },
        }
    ],
}

ANSWERS: dict[str, list[Document]] = {
    "profile": [{"id": "profile", "answers": {"summary": "负责终端研发", "years": 4}}],
    "achievements": [
        {
            "id": "terminal",
            "template": "achievement.prototype",
            "answers": {"name": "采集终端", "finishedOn": "2025-03-01", "rank": 2},
        }
    ],
    "materials": [{"id": "said", "template": "material.statement", "answers": {"text": "所填内容属实。"}}],
}


def changed(document: Document, **members: Any) -> Document:
    return {**document, **members}


def with_fields(
    document: Document, fields: Mapping[str, Any], *, required: list[str], texts: Mapping[str, str]
) -> Document:
    """Other fields in place of the document's own, with the English texts that go with them."""
    schema = {**document["schema"], "properties": dict(fields), "required": required}
    return {**document, "schema": schema, "texts": {"en": dict(texts)}}


def additive_prototype() -> Document:
    """An optional field more."""
    note = {"type": "string", "title": "说明", "maxLength": 200}
    return with_fields(
        PROTOTYPE,
        {**PROTOTYPE["schema"]["properties"], "note": note},
        required=PROTOTYPE["schema"]["required"],
        texts={**PROTOTYPE["texts"]["en"], "/properties/note/title": "Note"},
    )


def breaking_prototype() -> Document:
    """The rank goes, and a place that must be filled in comes."""
    properties = {name: value for name, value in additive_prototype()["schema"]["properties"].items() if name != "rank"}
    place = {"type": "string", "title": "应用单位", "minLength": 1, "maxLength": 100}
    texts = {at: text for at, text in additive_prototype()["texts"]["en"].items() if "rank" not in at}
    document = with_fields(
        PROTOTYPE,
        {**properties, "usedAt": place},
        required=["name", "finishedOn", "usedAt"],
        texts={**texts, "/properties/usedAt/title": "Used at"},
    )
    used = {"name": "采集终端", "finishedOn": "2025-03-01", "usedAt": "示例工厂"}
    return {**document, "examples": [{"name": "in use", "answers": used, "problems": []}]}
