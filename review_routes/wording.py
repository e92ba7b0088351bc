"""What refusals and findings say to a person, in Chinese and in English: what is the matter, and what to do."""

import re
from collections.abc import Mapping
from typing import Any

from review_routes.lint import Finding, FindingCode
from review_routes.refusals import Refusal, RefusalCode

DEFAULT_LOCALE = "zh-CN"
MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})\S*")

REFUSALS: Mapping[RefusalCode, Mapping[str, str]] = {
    RefusalCode.NOT_STARTED: {
        "zh-CN": "该申报尚未建立，请先新增申报。",
        "en": "This declaration does not exist yet. Start it first.",
    },
    RefusalCode.ALREADY_STARTED: {
        "zh-CN": "该申报已建立，请在“我的申报”中继续填写。",
        "en": "This declaration has been started already. Continue it from your declarations.",
    },
    RefusalCode.NOT_THE_APPLICANT: {
        "zh-CN": "此操作只能由申报人本人办理。",
        "en": "Only the applicant can do this.",
    },
    RefusalCode.NOT_YOUR_TURN: {
        "zh-CN": "该申报现处于“{stage}”环节，由其他单位办理，请等待该单位处理。",
        "en": "The declaration is at “{stage}”, which another organisation holds. Wait until it has acted.",
    },
    RefusalCode.OWN_DECLARATION: {
        "zh-CN": "不能办理本人的申报，请由本单位其他人员办理。",
        "en": "Nobody decides on their own declaration. Ask a colleague to act.",
    },
    RefusalCode.SYSTEM_ONLY: {
        "zh-CN": "此操作由系统在期限届满后自动办理，无需人工操作。",
        "en": "The system does this by itself when the deadline has passed. There is nothing for you to do.",
    },
    RefusalCode.WRONG_STAGE: {
        "zh-CN": "该申报现处于“{stage}”环节，不能进行此操作，请办理该环节对应的事项。",
        "en": "The declaration is at “{stage}”, where this cannot be done. Do what that stage asks for.",
    },
    RefusalCode.WINDOW_NOT_OPEN: {
        "zh-CN": "办理时间尚未开始，请于 {opens} 之后办理。",
        "en": "It is too early. Come back after {opens}.",
    },
    RefusalCode.WINDOW_CLOSED: {
        "zh-CN": "办理时间已于 {until} 截止，如确有原因请向评委会申请延期。",
        "en": "The time for this ended at {until}. With good reason, ask the organiser for an extension.",
    },
    RefusalCode.FIX_OVERDUE: {
        "zh-CN": "修改期限已于 {until} 届满，如确有原因请向退回单位申请延期。",
        "en": "The time for mending ended at {until}. With good reason, ask whoever returned it for an extension.",
    },
    RefusalCode.DEADLINE_NOT_PASSED: {
        "zh-CN": "申报人的办理期限尚未届满。",
        "en": "The applicant still has time. Nothing lapses before the deadline.",
    },
    RefusalCode.NOT_SUBMITTED: {
        "zh-CN": "该申报尚在申报人处，须提交后才能办理。",
        "en": "The declaration is with the applicant. Wait until it is submitted.",
    },
    RefusalCode.ALREADY_SUBMITTED: {
        "zh-CN": "该申报已提交，如需修改，请先撤回或等待审核单位退回。",
        "en": "The declaration has been submitted. To change it, withdraw it or wait until it is returned.",
    },
    RefusalCode.ALREADY_DECIDED: {
        "zh-CN": "已有单位作出审核意见，不能撤回；如需修改，请联系审核单位退回。",
        "en": "It has been decided on, so it can no longer be withdrawn. Ask the reviewer to return it.",
    },
    RefusalCode.WITHDRAWAL_NOT_ALLOWED: {
        "zh-CN": "此类申报提交后不能撤回；如需修改，请联系审核单位退回。",
        "en": "Declarations of this kind cannot be withdrawn. Ask the reviewer to return it.",
    },
    RefusalCode.NOT_EDITABLE: {
        "zh-CN": "该申报目前不能修改。已提交的可先撤回，已废弃的可先恢复。",
        "en": "It cannot be changed now. Withdraw it if it is submitted, restore it if it is discarded.",
    },
    RefusalCode.DISCARDED: {
        "zh-CN": "该申报已废弃，请先恢复。",
        "en": "This declaration has been discarded. Restore it first.",
    },
    RefusalCode.NOT_DISCARDED: {
        "zh-CN": "该申报未被废弃，无需恢复。",
        "en": "This declaration has not been discarded. There is nothing to restore.",
    },
    RefusalCode.ACTIVITY_CLOSED: {
        "zh-CN": "申报已于 {until} 截止，不能再恢复；如确有原因请向评委会申请延期。",
        "en": "Declaring ended at {until}, so it can no longer be restored. Ask the organiser for an extension.",
    },
    RefusalCode.CONCLUDED: {
        "zh-CN": "该申报已办结，不能再进行操作。",
        "en": "This declaration is concluded. Nothing more can be done with it.",
    },
    RefusalCode.STAGE_WITHOUT_HOLDER: {
        "zh-CN": "“{stage}”环节没有可办理的单位，请联系评委会完善设置后再提交。",
        "en": "No organisation holds the stage “{stage}”. Ask the organiser to complete the set-up, then submit.",
    },
    RefusalCode.NO_ROUNDS_LEFT: {
        "zh-CN": "退回次数已达上限（{rounds} 次），请作出通过或不予通过的决定。",
        "en": "It has been returned {rounds} times, which is the limit. Approve it or refuse it.",
    },
    RefusalCode.RETURN_ITEMS_MISSING: {
        "zh-CN": "请逐项列明需要修改的栏目，或选择开放全部内容供修改。",
        "en": "Name what has to be mended and in which section, or open everything for change.",
    },
    RefusalCode.TEXT_MISSING: {
        "zh-CN": "此项必须填写。",
        "en": "This has to be filled in.",
    },
    RefusalCode.NOTICE_NOT_OPEN: {
        "zh-CN": "尚未开始公示，请先登记公示。",
        "en": "No notice has been opened. Open one first.",
    },
    RefusalCode.NOTICE_ALREADY_OPEN: {
        "zh-CN": "公示正在进行，至 {until} 结束，无需重复登记。",
        "en": "A notice is already open, until {until}. Wait for its end.",
    },
    RefusalCode.NOTICE_STILL_RUNNING: {
        "zh-CN": "公示至 {until} 结束，请于次日起办理。",
        "en": "The notice runs until {until}. Close it from the day after.",
    },
    RefusalCode.NOTICE_TOO_SHORT: {
        "zh-CN": "公示不得少于 {workingDays} 个工作日，现仅 {lasts} 个，结束日期最早为 {earliestEnd}。",
        "en": "A notice lasts at least {workingDays} working days; this has {lasts}. End it on {earliestEnd} or later.",
    },
    RefusalCode.NOTICE_TOO_LATE: {
        "zh-CN": "公示开始日期最晚为 {latest}，请核对年份和日期。",
        "en": "A notice begins on {latest} at the latest. Check the year and the day.",
    },
    RefusalCode.NOTICE_TOO_LONG: {
        "zh-CN": "公示结束日期最晚为 {latest}，请核对年份和日期。",
        "en": "This notice ends on {latest} at the latest. Check the year and the day.",
    },
    RefusalCode.NOTICE_BACKDATED: {
        "zh-CN": "公示开始日期不得早于进入公示环节之日（{earliest}）。",
        "en": "The notice cannot begin before this stage did. Begin it on {earliest} or later.",
    },
    RefusalCode.NUMBER_NEGATIVE: {
        "zh-CN": "此数不能小于零，请核对。",
        "en": "This number cannot be below nothing. Correct it.",
    },
    RefusalCode.TALLY_INVALID: {
        "zh-CN": "人数或票数不符：赞成、反对、弃权之和应等于出席人数，且出席不超过总人数，请核对。",
        "en": "The figures do not add up: yes, no and abstentions make those present, at most all members. Count again.",
    },
    RefusalCode.PANEL_TOO_SMALL: {
        "zh-CN": "评审专家 {members} 人，少于规定的 {minimum} 人，请补足后重新评审。",
        "en": "The panel has {members} members; this level asks for at least {minimum}. Enlarge it and meet again.",
    },
    RefusalCode.PANEL_EVEN_SIZE: {
        "zh-CN": "评审专家 {members} 人为双数，应为单数，请调整。",
        "en": "The panel has {members} members, but the number must be odd. Add or release one.",
    },
    RefusalCode.NO_QUORUM: {
        "zh-CN": "出席 {present} 人，未达到 {members} 人中至少 {quorum} 人出席的要求，请另行召开会议。",
        "en": "{present} were present; of {members} members at least {quorum} must be. Hold another meeting.",
    },
    RefusalCode.MEETING_DATE_INVALID: {
        "zh-CN": "会议日期应在 {earliest} 至 {latest} 之间，请核对。",
        "en": "The meeting must have been held between {earliest} and {latest}. Correct the date.",
    },
    RefusalCode.NOT_AN_OVERSEER: {
        "zh-CN": "此操作由活动主办单位或发证管理单位办理。",
        "en": "This is for the organisation that runs the activity, or the authority that confirms its results.",
    },
    RefusalCode.HELD: {
        "zh-CN": "该申报因“{reason}”暂缓办理，核实处理后才能继续。",
        "en": "This declaration is held: “{reason}”. It goes on once that is settled.",
    },
    RefusalCode.ALREADY_HELD: {
        "zh-CN": "该事项已使申报暂缓，无需重复登记。",
        "en": "It is held for this already. There is nothing to add.",
    },
    RefusalCode.NOT_HELD: {
        "zh-CN": "该申报未因此事项暂缓，无需解除。",
        "en": "It is not held for this. There is nothing to release.",
    },
    RefusalCode.NO_EARLIER_STEP: {
        "zh-CN": "只能退回到之前已办结的审核环节，请重新选择。",
        "en": "It goes back only to a check that was done before. Choose one of those.",
    },
    RefusalCode.VERDICTS_MISSING: {
        "zh-CN": "本环节须分别给出材料审核和资格审核意见，尚缺 {missing}。",
        "en": "This stage asks for separate verdicts; {missing} is missing.",
    },
    RefusalCode.VERDICT_NEGATIVE: {
        "zh-CN": "{negative} 审核意见为不通过，请退回修改或不予通过。",
        "en": "The verdict on {negative} is negative. Return it for mending, or refuse it.",
    },
    RefusalCode.VERDICTS_MISPLACED: {
        "zh-CN": "本环节不分项给出审核意见，请勿填写 {extra}。",
        "en": "This stage asks for no verdict on {extra}. Leave it out.",
    },
    RefusalCode.DEADLINE_IN_THE_PAST: {
        "zh-CN": "延期后的截止时间须晚于现在（{now}）。",
        "en": "The new deadline must lie after now ({now}).",
    },
}

FINDINGS: Mapping[FindingCode, Mapping[str, str]] = {
    FindingCode.MEMBER_MISSING: {"zh-CN": "缺少此项，请补充。", "en": "This member is missing. Add it."},
    FindingCode.MEMBER_INVALID: {
        "zh-CN": "此项的值不符合要求，请更正。",
        "en": "This value is not of the right shape.",
    },
    FindingCode.MEMBER_MISPLACED: {
        "zh-CN": "“{stage}”环节（{kind}）不使用此项，请删除。",
        "en": "The stage “{stage}” ({kind}) has no use for this. Remove it.",
    },
    FindingCode.UNKNOWN_MEMBER: {"zh-CN": "不认识此项，请删除。", "en": "This member is not known. Remove it."},
    FindingCode.UNKNOWN_KIND: {
        "zh-CN": "没有这种环节，可选：{expected}。",
        "en": "There is no such kind of stage. Choose {expected}.",
    },
    FindingCode.UNKNOWN_HOLDER: {
        "zh-CN": "没有这种办理单位，可选：{expected}。",
        "en": "Nobody of that name can hold a stage. Choose {expected}.",
    },
    FindingCode.UNKNOWN_WINDOW: {
        "zh-CN": "没有这个办理时段，可选：{expected}。",
        "en": "There is no such window. Choose {expected}.",
    },
    FindingCode.UNKNOWN_VALUE: {"zh-CN": "没有这个选项，可选：{expected}。", "en": "Choose {expected}."},
    FindingCode.OUT_OF_RANGE: {
        "zh-CN": "数值超出允许范围，界限为 {limit}。",
        "en": "The number is out of range; the limit is {limit}.",
    },
    FindingCode.SHARE_INVALID: {
        "zh-CN": "比例应写成两个整数，例如 [2, 3]，大于零且不超过一。",
        "en": "Write the share as two whole numbers, such as [2, 3], above nothing and at most the whole.",
    },
    FindingCode.TITLE_INCOMPLETE: {
        "zh-CN": "缺少 {locale} 的名称，请补充。",
        "en": "The title in {locale} is missing.",
    },
    FindingCode.DUPLICATE_KEY: {
        "zh-CN": "环节代码“{key}”重复，请改用其他代码。",
        "en": "Another stage is called “{key}” already. Choose another key.",
    },
    FindingCode.PASS_RULE_MISSING: {
        "zh-CN": "“{stage}”环节须规定出席和通过的比例。",
        "en": "The stage “{stage}” must say what quorum and how many votes it takes to pass.",
    },
    FindingCode.WORKING_DAYS_MISSING: {
        "zh-CN": "“{stage}”环节须规定公示的工作日数。",
        "en": "The stage “{stage}” must say for how many working days the notice runs.",
    },
    FindingCode.NOBODY_CHECKS: {
        "zh-CN": "没有任何审核环节，请至少设置一个。",
        "en": "Nobody checks anything on this route. Add a CHECK.",
    },
    FindingCode.RECOMMEND_BEFORE_CHECK: {
        "zh-CN": "“{stage}”环节之前须有审核环节。",
        "en": "“{stage}” recommends what nobody has checked. Put a CHECK before it.",
    },
    FindingCode.ISSUE_MISSING: {
        "zh-CN": "没有颁发环节，申报无法办结，请在最后设置。",
        "en": "The route never issues anything. End it with an ISSUE.",
    },
    FindingCode.STAGE_AFTER_ISSUE: {
        "zh-CN": "“{stage}”环节设在颁发之后，无法到达，请调整顺序。",
        "en": "“{stage}” comes after the certificate is issued and is never reached. Move it before.",
    },
    FindingCode.WAY_WITHOUT_CHECK: {
        "zh-CN": "{sector}、{category} 的申报没有审核环节，请调整适用范围。",
        "en": "Declarations of {sector}, {category} pass no check at all. Widen what a CHECK is for.",
    },
    FindingCode.WAY_WITHOUT_END: {
        "zh-CN": "{sector}、{category} 的申报没有办结环节，请调整适用范围。",
        "en": "Declarations of {sector}, {category} come to no end. Widen what the last stage is for.",
    },
    FindingCode.LAST_STAGE_BY_MANY: {
        "zh-CN": "“{stage}”是最后环节，须由一个单位办理，不能逐级办理。",
        "en": "“{stage}” is the last stage: one organisation must hold it, not every superior.",
    },
}


def message(of: Refusal | Finding, *, locale: str) -> str:
    """In the language asked for, else in Chinese. Moments are shown to the minute."""
    texts = REFUSALS[of.code] if isinstance(of, Refusal) else FINDINGS[of.code]
    shown = {name: _shown(value, locale=locale) for name, value in of.params.items()}
    return _in(locale, texts).format(**shown)


def _shown(value: Any, *, locale: str) -> str:
    if isinstance(value, Mapping):
        return _in(locale, value)
    return MOMENT.sub(r"\1 \2", str(value))


def _in(locale: str, texts: Mapping[str, str]) -> str:
    return next((texts[key] for key in (locale, DEFAULT_LOCALE, *texts) if key in texts), "")
