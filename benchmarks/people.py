"""Invented applicants with valid resident ids, and tokens for them and for the demo's people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from form_templates.formats import resident_id_check_digit
from server.demo.tokens import DEMO_AUDIENCE, demo_issuer, sign_demo_token
from services.accounts import create_account
from services.caller import DEFAULT_LOCALE, Caller
from services.environment import Environment
from services.transactions import one_transaction

FIRST_BIRTHDAY = date(1982, 1, 1)
REGION = "510107"
TOKEN_LIFETIME = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Applicant:
    """`derived` are the answers that must agree with the resident id."""

    key: str
    resident_id: str

    @property
    def derived(self) -> Mapping[str, str]:
        day = self.resident_id[6:14]
        return {
            "gender": "M" if int(self.resident_id[16]) % 2 else "F",
            "birthDate": f"{day[:4]}-{day[4:6]}-{day[6:]}",
        }


def invent(number: int) -> Applicant:
    day = FIRST_BIRTHDAY + timedelta(days=number)
    first17 = f"{REGION}{day:%Y%m%d}{number % 900 + 100}"
    return Applicant(key=f"bench-{number}", resident_id=first17 + resident_id_check_digit(first17))


async def register(environment: Environment, applicants: list[Applicant]) -> None:
    caller = Caller(viewer=None, locale=DEFAULT_LOCALE, environment=environment)
    async with one_transaction():
        for number, each in enumerate(applicants):
            await create_account(caller, subject=each.key, name=f"测试{number}", resident_id=each.resident_id)


def sign_in(environment: Environment, key: str) -> str:
    return sign_demo_token(
        environment.keys,
        subject=key,
        issuer=demo_issuer(environment.public_url),
        audience=DEMO_AUDIENCE,
        lifetime=TOKEN_LIFETIME,
    )
