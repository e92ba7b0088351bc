"""Problems as every mutation returns them: a stable code, where, and words that say what to do.

The engines bring their own codes and words; this module adds those of the use cases and joins the three.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from form_templates.problems import Problem as AnswerProblem
from form_templates.problems import ProblemCode as AnswerProblemCode
from form_templates.problems import Severity
from review_routes.lint import Finding, FindingCode
from review_routes.refusals import Refusal, RefusalCode
from review_routes.wording import message as review_message


class ServiceProblemCode(StrEnum):
    """Append-only: clients depend on the values."""

    STALE_REVISION = "STALE_REVISION"
    NOT_OPEN_FOR_CHANGE = "NOT_OPEN_FOR_CHANGE"
    DUPLICATE_DECLARATION = "DUPLICATE_DECLARATION"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    NOT_AN_EMPLOYER = "NOT_AN_EMPLOYER"
    UNKNOWN_REFERENCE = "UNKNOWN_REFERENCE"
    DUPLICATE_KEY = "DUPLICATE_KEY"
    MEDIA_TYPE = "MEDIA_TYPE"
    FILE_TOO_LARGE = "FILE_TOO_LARGE"
    FILE_TOO_SMALL = "FILE_TOO_SMALL"
    CHECKSUM = "CHECKSUM"
    UPLOAD_INCOMPLETE = "UPLOAD_INCOMPLETE"
    UPLOAD_EXPIRED = "UPLOAD_EXPIRED"
    NO_ATTACHMENT_FIELD = "NO_ATTACHMENT_FIELD"
    ATTACHMENT_NOT_READY = "ATTACHMENT_NOT_READY"
    INVALID_ARGUMENT = "INVALID_ARGUMENT"
    DECLARATIONS_MISSING = "DECLARATIONS_MISSING"
    ENTRY_ID = "ENTRY_ID"
    UNSTORABLE = "UNSTORABLE"
    NOTICE_CLOSED = "NOTICE_CLOSED"
    NOTICE_NOT_YOURS = "NOTICE_NOT_YOURS"
    UNPRINTABLE = "UNPRINTABLE"
    NOT_A_DRAFT = "NOT_A_DRAFT"
    DRAFT_MISSING = "DRAFT_MISSING"
    DOCUMENT_KEY = "DOCUMENT_KEY"
    DOCUMENT_UNCHANGED = "DOCUMENT_UNCHANGED"
    APPROVAL_MISSING = "APPROVAL_MISSING"
    APPROVAL_OF_OWN_WORK = "APPROVAL_OF_OWN_WORK"
    APPROVAL_OUTDATED = "APPROVAL_OUTDATED"
    CHANGE_NOT_ACCEPTED = "CHANGE_NOT_ACCEPTED"
    NOT_PUBLISHED = "NOT_PUBLISHED"
    FORM_UPGRADE_REQUIRED = "FORM_UPGRADE_REQUIRED"
    FORM_IS_CURRENT = "FORM_IS_CURRENT"
    NOTICE_NOT_RUNNING = "NOTICE_NOT_RUNNING"
    OBJECTION_RESOLVED = "OBJECTION_RESOLVED"
    DELEGATOR_MISSING = "DELEGATOR_MISSING"
    DELEGATOR_MISPLACED = "DELEGATOR_MISPLACED"
    NOT_INVITED = "NOT_INVITED"
    VOTED_ALREADY = "VOTED_ALREADY"
    PANEL_STATE = "PANEL_STATE"
    DRAW_IMPOSSIBLE = "DRAW_IMPOSSIBLE"
    CANDIDATES_ASSIGNED = "CANDIDATES_ASSIGNED"
    NO_CANDIDATES = "NO_CANDIDATES"
    NO_RESERVE = "NO_RESERVE"
    BALLOT_BEGUN = "BALLOT_BEGUN"
    BALLOT_NOT_OPEN = "BALLOT_NOT_OPEN"
    BALLOT_NOT_CLOSED = "BALLOT_NOT_CLOSED"
    DEFENCE_PENDING = "DEFENCE_PENDING"
    ATTENDANCE_MISSING = "ATTENDANCE_MISSING"
    NOT_PRESENT = "NOT_PRESENT"
    PANEL_DECIDES = "PANEL_DECIDES"
    BALLOT_TAMPERED = "BALLOT_TAMPERED"
    CANDIDATE_DECIDED = "CANDIDATE_DECIDED"
    INVALID_RESIDENT_ID = "INVALID_RESIDENT_ID"


_ENUMS = (AnswerProblemCode, RefusalCode, FindingCode, ServiceProblemCode)
_CODES = {code.name: code.value for enum in _ENUMS for code in enum}
ProblemCode = StrEnum("ProblemCode", _CODES)  # type: ignore[misc]  # the union of them all, for the API
ProblemCode.__doc__ = "Every code a problem may carry. Append-only."

WORDING: Mapping[str, dict[str, str]] = {
    "STALE_REVISION": {
        "zh-CN": "内容已被更新：您基于第 {expected} 版修改，当前为第 {actual} 版。请查看当前内容后再保存，您的修改没有丢失。",
        "en": "This was changed meanwhile: you edited revision {expected}, it is now {actual}. Look at the current answers and save again; nothing was overwritten.",
    },
    "NOT_OPEN_FOR_CHANGE": {
        "zh-CN": "“{section}”不在本次退回要求修改的范围内，不能更改。如确需修改，请联系退回单位。",
        "en": "“{section}” was not returned for mending and cannot be changed. If it must be, ask the organisation that returned the declaration.",
    },
    "DUPLICATE_DECLARATION": {
        "zh-CN": "您在本次活动中已有申报 {number}。未办结的请继续填写或先废弃；已办结的不能再次申报。",
        "en": "You already have declaration {number} in this activity. Continue it or discard it; one that is concluded stands.",
    },
    "OUT_OF_SCOPE": {
        "zh-CN": "该评委会本次活动不受理所选资格或专业，请查看其评审范围后重新选择。",
        "en": "This activity does not take the chosen qualification or specialty. Look at its scope and choose again.",
    },
    "NOT_AN_EMPLOYER": {
        "zh-CN": "“{name}”不是用人单位，请选择您的工作单位。",
        "en": "“{name}” is not an employer. Choose the organisation you work for.",
    },
    "UNKNOWN_REFERENCE": {
        "zh-CN": "找不到“{value}”，请重新选择。",
        "en": "There is no “{value}”. Choose again.",
    },
    "DUPLICATE_KEY": {"zh-CN": "“{key}”已存在，请换一个标识。", "en": "“{key}” exists already. Choose another key."},
    "MEDIA_TYPE": {
        "zh-CN": "文件内容是 {actual}，此处只接受 {allowed}。请转换格式后重新上传，只改扩展名无效。",
        "en": "The file's content is {actual}; this field takes {allowed}. Convert the file and upload it again: renaming it does not help.",
    },
    "FILE_TOO_LARGE": {
        "zh-CN": "文件 {actual} 字节，超过上限 {maximum} 字节。请压缩后重新上传。",
        "en": "The file has {actual} bytes; the limit is {maximum}. Make it smaller and upload it again.",
    },
    "FILE_TOO_SMALL": {
        "zh-CN": "图片为 {width}×{height} 像素，至少需要 {minWidth}×{minHeight} 像素。",
        "en": "The picture has {width}×{height} pixels; at least {minWidth}×{minHeight} are needed.",
    },
    "CHECKSUM": {
        "zh-CN": "文件校验值与申报的不一致，传输可能中断。请重新上传。",
        "en": "The file's checksum is not the one announced; the transfer may have been cut. Upload it again.",
    },
    "UPLOAD_INCOMPLETE": {
        "zh-CN": "文件尚未上传完（已收到 {received} / {size} 字节）。请先上传到所给地址。",
        "en": "The file is not uploaded yet ({received} of {size} bytes). Send it to the given address first.",
    },
    "UPLOAD_EXPIRED": {
        "zh-CN": "上传地址已失效，请重新申请。",
        "en": "The upload address has expired. Ask for a new one.",
    },
    "NO_ATTACHMENT_FIELD": {
        "zh-CN": "“{section}{pointer}”不是附件项，请检查栏目和字段。",
        "en": "“{section}{pointer}” is not an attachment field. Check the section and the pointer.",
    },
    "ATTACHMENT_NOT_READY": {
        "zh-CN": "附件“{value}”不存在、不属于本申报或尚未上传完成，请重新上传。",
        "en": "Attachment “{value}” does not exist, is not of this declaration, or is not complete. Upload it again.",
    },
    "INVALID_ARGUMENT": {"zh-CN": "参数“{name}”无效：{reason}", "en": "Argument “{name}” is invalid: {reason}"},
    "DECLARATIONS_MISSING": {
        "zh-CN": "未选择申报，请至少选择一份。",
        "en": "No declaration was chosen. Choose at least one.",
    },
    "ENTRY_ID": {
        "zh-CN": "条目标识“{value}”重复或不合规：须为 1 至 64 个字母、数字或连字符，且在本栏目中唯一。",
        "en": "The entry id “{value}” is taken or malformed: 1 to 64 letters, digits or hyphens, unique in its section.",
    },
    "UNSTORABLE": {
        "zh-CN": "“{pointer}”含有无法保存的内容（控制字符，或超出可精确表示范围的数字），请修改后再保存。",
        "en": "“{pointer}” holds what cannot be stored (a control character, or a number too large to be exact). Change it.",
    },
    "NOTICE_CLOSED": {
        "zh-CN": "该公示已于 {at} 办结，无需再次办理。",
        "en": "This notice was closed at {at}. There is nothing left to do.",
    },
    "NOTICE_NOT_YOURS": {
        "zh-CN": "只有发布该公示的单位可以办结。",
        "en": "Only the organisation that opened this notice closes it.",
    },
    "UNPRINTABLE": {
        "zh-CN": "申报 {number} 的证书无法排版（{reason}），请联系管理员处理后再发证。",
        "en": "The certificate of {number} cannot be printed ({reason}). Ask the administrator to mend it, then issue again.",
    },
    "NOT_A_DRAFT": {
        "zh-CN": "已发布的版本不能更改，请新建版本。",
        "en": "A published version cannot be changed. Make a new one.",
    },
    "NOTICE_NOT_RUNNING": {
        "zh-CN": "公示期为开始之日至 {last}，期外不受理异议；可向主管部门投诉。",
        "en": "Objections are taken while the notice runs, until {last}. After that, file a complaint.",
    },
    "OBJECTION_RESOLVED": {
        "zh-CN": "该异议已处理（{status}）。",
        "en": "This objection is resolved already ({status}).",
    },
    "DELEGATOR_MISSING": {
        "zh-CN": "委托评审须指明出具委托函的单位，且该单位可自行发证。",
        "en": "A delegated review names the organisation whose letter asks for it, and which issues by itself.",
    },
    "DELEGATOR_MISPLACED": {
        "zh-CN": "只有委托评审才填写委托单位。",
        "en": "Only a delegated review names a delegating organisation.",
    },
    "NOT_INVITED": {
        "zh-CN": "目前没有待答复的邀请。",
        "en": "There is no invitation to answer now.",
    },
    "VOTED_ALREADY": {
        "zh-CN": "已投票，不能重复投票或再申报回避；如有问题请报告评委会办公室。",
        "en": "The vote is cast already: it is neither cast again nor recused from. Tell the committee's office.",
    },
    "PANEL_STATE": {
        "zh-CN": "评审会目前处于 {status} 阶段，不能进行此操作。",
        "en": "The panel is {status} now, when this cannot be done.",
    },
    "DRAW_IMPOSSIBLE": {
        "zh-CN": "“{group}”组需要 {needed} 人，符合条件的只有 {found} 人，请补充专家或调整人数。",
        "en": "Group “{group}” needs {needed} experts, and {found} fit. List more of them, or ask for fewer.",
    },
    "CANDIDATES_ASSIGNED": {
        "zh-CN": "已分配评审对象，不能再更换专家。",
        "en": "The candidates are assigned already, so the members stay as they are.",
    },
    "NO_CANDIDATES": {
        "zh-CN": "没有可分配的评审对象：申报须已到专家评审环节，且有专业对应的组。",
        "en": "There is nobody to assign: declarations must have reached the panel, and some group must fit them.",
    },
    "NO_RESERVE": {
        "zh-CN": "该组没有候补专家可替换。",
        "en": "The group has no reserve left to take that place.",
    },
    "BALLOT_BEGUN": {
        "zh-CN": "投票已开始，不能再更改。",
        "en": "Voting has begun, so this can no longer be changed.",
    },
    "BALLOT_NOT_OPEN": {
        "zh-CN": "该对象未在投票中：尚未开始或已截止，不能补投。",
        "en": "There is no vote on this candidate now: it has not begun, or it is over. No late vote is taken.",
    },
    "BALLOT_NOT_CLOSED": {
        "zh-CN": "尚有评审对象未结束投票，请先截止投票。",
        "en": "Some candidates have not been voted on to the end. Close those ballots first.",
    },
    "DEFENCE_PENDING": {
        "zh-CN": "须先登记答辩情况，才能开始投票。",
        "en": "Record how the defence went before voting begins.",
    },
    "ATTENDANCE_MISSING": {
        "zh-CN": "请先登记出席情况，再开始投票。",
        "en": "Take the attendance before voting begins.",
    },
    "NOT_PRESENT": {
        "zh-CN": "只有到会专家可以投票，不能委托或补投。",
        "en": "Only members who are there vote: no proxy, and not later.",
    },
    "PANEL_DECIDES": {
        "zh-CN": "该申报由系统内的评审会投票决定，不能手工登记结果。",
        "en": "A panel's ballots decide this declaration, so no result is recorded by hand.",
    },
    "BALLOT_TAMPERED": {
        "zh-CN": "{number} 的计票与封存不符，未登记任何结果。请管理员核查数据，再将该对象移出评审会，重新投票。",
        "en": "The count of {number} does not match its seal, so no result was recorded. Have an administrator check the "
        "data, take the candidate off the panel, and vote anew.",
    },
    "CANDIDATE_DECIDED": {
        "zh-CN": "该对象的结果已经产生，不能移出评审会。",
        "en": "This candidate is decided already and stays with the panel.",
    },
    "DRAFT_MISSING": {
        "zh-CN": "“{key}”没有草稿，请先保存草稿。",
        "en": "“{key}” has no draft. Save one first.",
    },
    "DOCUMENT_KEY": {
        "zh-CN": "文档的标识或种类须保持为“{key}”（{kind}）；如需另起标识，请新建。",
        "en": "The document must keep the key “{key}” and the kind {kind}. To use others, create a new one.",
    },
    "DOCUMENT_UNCHANGED": {
        "zh-CN": "草稿与已发布的第 {number} 版相同，无需发布。",
        "en": "The draft says what version {number} says. There is nothing to publish.",
    },
    "APPROVAL_MISSING": {
        "zh-CN": "“{key}”须经另一人批准后才能发布，请联系同事批准当前草稿。",
        "en": "“{key}” is published after somebody else has approved it. Ask a colleague to approve this draft.",
    },
    "APPROVAL_OF_OWN_WORK": {
        "zh-CN": "不能批准本人保存的草稿，请由另一人批准。",
        "en": "Nobody approves a draft they saved themselves. Ask somebody else.",
    },
    "APPROVAL_OUTDATED": {
        "zh-CN": "草稿在您查看之后又有改动，请查看当前内容后再批准。",
        "en": "The draft was changed after you read it. Read what it says now, then approve that.",
    },
    "CHANGE_NOT_ACCEPTED": {
        "zh-CN": "{kind}：{change}如确认要发布，请在 accepting 中选择 {kind}。",
        "en": "{kind}: {change} To publish it all the same, pass {kind} as `accepting`.",
    },
    "NOT_PUBLISHED": {
        "zh-CN": "“{key}”没有已发布的版本。",
        "en": "“{key}” has no published version.",
    },
    "FORM_UPGRADE_REQUIRED": {
        "zh-CN": "本活动的申报表已更新至第 {number} 版，须先升级表单，已填内容会自动转入。",
        "en": "The activity's form is now version {number}. Upgrade the declaration first: your answers are carried over.",
    },
    "FORM_IS_CURRENT": {
        "zh-CN": "已是最新版表单，无需升级。",
        "en": "The declaration is on the activity's form already. There is nothing to upgrade.",
    },
    "INVALID_RESIDENT_ID": {
        "zh-CN": "居民身份证号校验不通过，请核对 18 位号码（末位 X 须大写）。",
        "en": "The resident id fails its check digit. Check the 18 characters (the last may be an upper-case X).",
    },
}


@dataclass(frozen=True, slots=True)
class Problem:
    """`path` points into the mutation's input, `section` and `pointer` into the answers."""

    code: str
    message: str
    severity: Severity = Severity.ERROR
    path: tuple[str, ...] = ()
    section: str | None = None
    entry: str | None = None
    pointer: str | None = None
    rule: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


def problem(code: ServiceProblemCode, *, locale: str, path: tuple[str, ...] = (), **params: Any) -> Problem:
    words = WORDING[code]
    return Problem(code=code, message=words.get(locale, words["zh-CN"]).format(**params), path=path, params=params)


def at_answer(source: Problem, *, section: str, pointer: str, entry: str | None = None) -> Problem:
    """The same problem, placed at a section's answers."""
    return replace(source, section=section, pointer=pointer, entry=entry)


def from_answer_problem(source: AnswerProblem) -> Problem:
    return Problem(
        code=source.code,
        message=source.message,
        severity=source.severity,
        section=source.section,
        entry=source.entry,
        pointer=source.pointer,
        rule=source.rule,
        params=source.params,
    )


def from_refusal(source: Refusal, *, locale: str) -> Problem:
    path = tuple(part for part in source.pointer.split("/") if part)
    return Problem(code=source.code, message=review_message(source, locale=locale), path=path, params=source.params)


def from_finding(source: Finding, *, locale: str) -> Problem:
    message = review_message(source, locale=locale)
    return Problem(code=source.code, message=message, pointer=source.pointer, params=source.params)
