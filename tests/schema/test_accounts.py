from collections.abc import Callable

import pytest

from server.journey.people import Person

pytestmark = pytest.mark.anyio

Sign = Callable[[str], Person]
MEMBERSHIP = "role grantedAt endedAt organization { name }"
VIEWER = f"""{{ viewer {{ account {{ name email residentId }} memberships {{ {MEMBERSHIP} }}
  declarations {{ totalCount }} certificates {{ totalCount }} lookups {{ totalCount }} }} }}"""
IDS = "{ viewer { account { id } memberships { id organization { id } } } }"
GRANT = f"""mutation Grant($residentId: String!, $organization: ID!, $role: Role!) {{
  grantMembership(residentId: $residentId, organization: $organization, role: $role) {{
    membership {{ id {MEMBERSHIP} }} problems {{ code }} }} }}"""
REVOKE = f"""mutation Revoke($membership: ID!) {{ revokeMembership(membership: $membership) {{
  membership {{ {MEMBERSHIP} }} problems {{ code }} }} }}"""
LOADED, NOW = "2026-04-15T02:00:00+00:00", "2026-04-15T02:00:00+00:00"
NOTHING = {"declarations": {"totalCount": 0}, "certificates": {"totalCount": 0}, "lookups": {"totalCount": 0}}
WANG = "510105198505050032"


async def test_nobody_is_signed_in(anybody: Person) -> None:
    assert await anybody.ask(VIEWER) == {"viewer": None}


async def test_a_person_reads_their_own(person: Sign) -> None:
    assert (await person("operator-wuhou-electronics").ask(VIEWER))["viewer"] == {
        "account": {
            "name": "赵示例甲",
            "email": "operator-wuhou-electronics@example.org",
            "residentId": "510107196801010135",
        },
        "memberships": [
            {
                "role": "OPERATOR",
                "grantedAt": LOADED,
                "endedAt": None,
                "organization": {"name": "武侯示例电子科技有限公司"},
            }
        ],
        **NOTHING,
    }


async def test_an_administrator_gives_a_role_and_takes_it_back(person: Sign) -> None:
    administrator, wang = person("administrator-sichuan"), person("applicant-wang")
    operator = (await person("operator-wuhou-electronics").ask(IDS))["viewer"]
    organization = operator["memberships"][0]["organization"]["id"]
    granted = await administrator.change(GRANT, residentId=WANG, organization=organization, role="REVIEWER")
    identifier = granted["membership"].pop("id")
    held = {
        "role": "REVIEWER",
        "grantedAt": NOW,
        "endedAt": None,
        "organization": {"name": "武侯示例电子科技有限公司"},
    }
    assert granted == {"membership": held, "problems": []}
    assert (await wang.ask(VIEWER))["viewer"]["memberships"] == [held]
    revoked = await administrator.change(REVOKE, membership=identifier)
    assert revoked == {"membership": held | {"endedAt": NOW}, "problems": []}


async def test_a_resident_id_is_taken_in_either_case(person: Sign) -> None:
    operator = (await person("operator-wuhou-electronics").ask(IDS))["viewer"]
    organization = operator["memberships"][0]["organization"]["id"]
    asked = {"organization": organization, "role": "EXPERT"}
    granted = await person("administrator-sichuan").change(GRANT, residentId=" 51010719870312201x ", **asked)
    assert granted["membership"]["role"] == "EXPERT"
