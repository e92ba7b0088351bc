"""The public pages that verify a certificate: a form, and the result that a certificate's QR code leads to."""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote, urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.pages.rendering import format_moment, page_locale, render_page
from server.pages.texts import say
from server.pages.verification_result import describe_checks, describe_fields
from services.environment import Environment
from services.verification import Result, Verification, verify_certificate

FORM_LIMIT = 8192
LENGTHS = {"number": 60, "code": 40, "name": 100}


@dataclass(frozen=True, slots=True)
class Question:
    """What the visitor gave. The code is on the certificate; who has only a copy of its data gives the name."""

    number: str
    code: str = ""
    name: str = ""

    def problems(self) -> dict[str, str]:
        """The name of a text for each member that has to be mended."""
        found = {member: "verify.too-long" for member, limit in LENGTHS.items() if len(getattr(self, member)) > limit}
        if not self.number:
            found["number"] = "verify.number-missing"
        if not self.code and not self.name:
            found["code"] = "verify.code-or-name-missing"
        return found


async def show_form(request: Request) -> Response:
    return _render_form(request, Question(number=""), problems={})


async def receive_form(request: Request) -> Response:
    """With a code, lead to the address the QR code has. A person's name never goes into an address."""
    async with request.form(max_files=0, max_fields=10) as form:
        question = Question(number=_text(form, "number"), code=_text(form, "code"), name=_text(form, "name"))
    problems = question.problems()
    if problems:
        return _render_form(request, question, problems=problems)
    if question.code:
        query = {"code": question.code}
        if "lang" in request.query_params:
            query["lang"] = page_locale(request)
        return RedirectResponse(
            f"/verify/{quote(question.number, safe='')}?{urlencode(query)}", status_code=HTTPStatus.SEE_OTHER
        )
    return await _answer(request, question)


async def show_result(request: Request) -> Response:
    """Without a code there is nothing to show yet, but the number is filled in."""
    question = Question(number=request.path_params["number"].strip(), code=request.query_params.get("code", "").strip())
    problems = question.problems()
    if problems:
        return _render_form(request, question, problems=problems if question.code else {})
    return await _answer(request, question)


def render_result(request: Request, verification: Verification, *, question: Question) -> Response:
    locale = page_locale(request)
    certificate = verification.certificate
    values = {
        "question": question,
        "outcome": verification.outcome,
        "certificate": certificate,
        "fields": () if certificate is None else describe_fields(certificate, locale=locale),
        "all_passed": all(check.result is Result.PASS for check in verification.checks),
        "checks": describe_checks(verification.checks, locale=locale),
        "checked_at": verification.checked_at,
        "checked_at_text": format_moment(verification.checked_at, locale=locale),
        "pdf_address": _pdf_address(question) if certificate is not None and question.code else None,
    }
    return render_page(request, "verification_result.html", values)


async def _answer(request: Request, question: Question) -> Response:
    environment: Environment = request.app.state.environment
    verification = await verify_certificate(
        environment, number=question.number, code=question.code or None, holder_name=question.name or None
    )
    return render_result(request, verification, question=question)


def _render_form(request: Request, question: Question, *, problems: dict[str, str]) -> Response:
    locale = page_locale(request)
    values = {
        "question": question,
        "problems": {member: say(name, locale=locale, limit=LENGTHS[member]) for member, name in problems.items()},
        "lengths": LENGTHS,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return render_page(request, "verification_form.html", values, status=status)


def _text(form: FormData, member: str) -> str:
    value = form.get(member)
    return value.strip() if isinstance(value, str) else ""


def _pdf_address(question: Question) -> str:
    return f"/certificates/{quote(question.number, safe='')}.pdf?{urlencode({'code': question.code})}"
