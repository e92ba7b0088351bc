"""A verification in words: every field as it is printed on the certificate, and every check with what it found."""

from collections.abc import Iterable
from dataclasses import dataclass

from models import Certificate
from server.pages.rendering import format_day, format_moment
from server.pages.texts import say
from services.caller import DEFAULT_LOCALE
from services.verification import Check, Result


@dataclass(frozen=True, slots=True)
class PrintedField:
    """`lang` is the language of the value: what the register holds is Chinese on every page."""

    label: str
    value: str
    lang: str


@dataclass(frozen=True, slots=True)
class DescribedCheck:
    """`detail` is what the machine found, untranslated: a digest, a signer, a reason."""

    title: str
    explanation: str
    result: Result
    detail: str


def describe_fields(certificate: Certificate, *, locale: str) -> tuple[PrintedField, ...]:
    def from_register(name: str, value: str) -> PrintedField:
        return PrintedField(label=say(f"field.{name}", locale=locale), value=value, lang=DEFAULT_LOCALE)

    def in_words(name: str, value: str) -> PrintedField:
        return PrintedField(label=say(f"field.{name}", locale=locale), value=value, lang=locale)

    fields = (
        from_register("holder-name", certificate.holder_name),
        from_register("holder-id", certificate.holder_id_masked),
        from_register("series", certificate.series_name),
        from_register("qualification", certificate.qualification_name),
        in_words("level", say(f"level.{certificate.level.value}", locale=locale)),
        from_register("specialty", certificate.specialty),
        from_register("evaluation", certificate.evaluation),
        from_register("committee", certificate.committee_name),
        in_words("approved-on", format_day(certificate.approved_on, locale=locale)),
        from_register("issuer", certificate.issuer_name),
        in_words("issued-on", format_day(certificate.issued_on, locale=locale)),
        from_register("number", certificate.number),
        from_register("licence-identifier", certificate.licence_identifier),
        in_words("status", say(f"status.{certificate.status.value}", locale=locale)),
        from_register("status-reason", certificate.status_reason or ""),
        in_words("status-since", format_moment(certificate.status_since, locale=locale)),
    )
    return tuple(field for field in fields if field.value)


def describe_checks(checks: Iterable[Check], *, locale: str) -> tuple[DescribedCheck, ...]:
    return tuple(
        DescribedCheck(
            title=say(f"check.{check.name}", locale=locale),
            explanation=say(f"check.{check.name}-text", locale=locale),
            result=check.result,
            detail=check.detail,
        )
        for check in checks
    )
