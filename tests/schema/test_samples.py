from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import httpx
import pytest

from server.journey.files import checksum, draw_portrait
from server.journey.people import Answer, Person
from tests.factories import picture
from tests.schema.offices import PROBLEMS, Office, office_of

pytestmark = pytest.mark.anyio

Sign = Callable[[str], Person]
SAMPLE = "sample { id fileName mediaType size status url }"
REQUEST = f"""mutation Request($upload: SampleInput!) {{ requestSampleUpload(upload: $upload) {{
  {SAMPLE} uploadUrl {PROBLEMS} }} }}"""
COMPLETE = f"mutation Complete($sample: ID!) {{ completeSampleUpload(sample: $sample) {{ {SAMPLE} {PROBLEMS} }} }}"
ORGANISER = "organiser-electronic-information"
TEN_MEGABYTES = 10 * 1024 * 1024


@pytest.fixture
async def office(person: Sign) -> Office:
    return await office_of(person(ORGANISER))


def upload(office: Office, content: bytes, **more: Any) -> Answer:
    usual = {
        "owner": office.id,
        "fileName": "样例.jpg",
        "mediaType": "image/jpeg",
        "size": len(content),
        "sha256": checksum(content),
    }
    return {**usual, **more}


def address(url: str) -> str:
    return httpx.URL(url).raw_path.decode()


async def test_it_is_announced_sent_completed_and_open_to_everybody(
    person: Sign, anybody: Person, office: Office
) -> None:
    content = draw_portrait()
    asked = await office.organiser.change(REQUEST, upload=upload(office, content))
    sample = asked["sample"]
    assert sample == {
        "id": sample["id"],
        "fileName": "样例.jpg",
        "mediaType": "image/jpeg",
        "size": len(content),
        "status": "REQUESTED",
        "url": f"/samples/{sample['id']}",
    }
    assert (await anybody.client.get(sample["url"])).status_code == HTTPStatus.NOT_FOUND
    sent = await anybody.client.put(address(asked["uploadUrl"]), content=content)
    assert sent.status_code == HTTPStatus.NO_CONTENT
    assert (await anybody.client.get(sample["url"])).status_code == HTTPStatus.NOT_FOUND
    done = await office.organiser.change(COMPLETE, sample=sample["id"])
    assert done == {"sample": sample | {"status": "COMPLETE"}, "problems": []}
    shown = await anybody.client.get(sample["url"])
    assert (shown.status_code, shown.content, shown.headers["content-type"]) == (200, content, "image/jpeg")
    assert shown.headers["content-disposition"].startswith("attachment;")
    assert shown.headers["cache-control"] == "public, max-age=86400, immutable"


async def test_what_was_sent_must_be_what_was_announced(anybody: Person, office: Office) -> None:
    content = draw_portrait()
    asked = await office.organiser.change(REQUEST, upload=upload(office, content, size=len(content) + 1))
    for locale, message in (
        ("zh-CN", f"文件尚未上传完（已收到 0 / {len(content) + 1} 字节）。请先上传到所给地址。"),
        ("en", f"The file is not uploaded yet (0 of {len(content) + 1} bytes). Send it to the given address first."),
    ):
        early = await office.organiser.try_change(COMPLETE, sample=asked["sample"]["id"], locale=locale)
        assert (early["sample"], early["problems"][0]["message"]) == (None, message)
    await anybody.client.put(address(asked["uploadUrl"]), content=content + b"x")
    refused = await office.organiser.try_change(COMPLETE, sample=asked["sample"]["id"])
    assert [each["code"] for each in refused["problems"]] == ["CHECKSUM"]
    assert (await anybody.client.get(asked["sample"]["url"])).status_code == HTTPStatus.NOT_FOUND


async def test_a_type_is_what_the_content_is(anybody: Person, office: Office) -> None:
    content = picture("PNG")
    asked = await office.organiser.change(REQUEST, upload=upload(office, content))
    await anybody.client.put(address(asked["uploadUrl"]), content=content)
    refused = await office.organiser.try_change(COMPLETE, sample=asked["sample"]["id"], locale="en")
    [problem] = refused["problems"]
    assert (problem["code"], problem["params"]["actual"]) == ("MEDIA_TYPE", "image/png")


@pytest.mark.parametrize(
    ("more", "code", "path"),
    [
        ({"size": 0}, "INVALID_ARGUMENT", "size"),
        ({"size": TEN_MEGABYTES + 1}, "FILE_TOO_LARGE", "size"),
        ({"mediaType": "text/html"}, "MEDIA_TYPE", "mediaType"),
        ({"sha256": "abc"}, "INVALID_ARGUMENT", "sha256"),
    ],
)
async def test_what_is_announced_must_fit(office: Office, more: Answer, code: str, path: str) -> None:
    refused = await office.organiser.try_change(REQUEST, upload=upload(office, draw_portrait(), **more))
    assert (refused["sample"], refused["uploadUrl"]) == (None, None)
    assert [(each["code"], each["path"]) for each in refused["problems"]] == [(code, [path])]


async def test_more_than_was_announced_is_not_taken(anybody: Person, office: Office) -> None:
    content = draw_portrait()
    asked = await office.organiser.change(REQUEST, upload=upload(office, content))
    response = await anybody.client.put(address(asked["uploadUrl"]), content=content + b"x")
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (422, "REFUSED")


@pytest.mark.parametrize("path", ["/samples/x", "/samples/0190b3d4-0000-7000-8000-000000000000"])
async def test_what_is_not_there(anybody: Person, path: str) -> None:
    assert (await anybody.client.get(path)).status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("organiser-nursing", "NOT_PERMITTED"),
        ("applicant-li", "NOT_PERMITTED"),
        ("anybody", "NOT_SIGNED_IN"),
    ],
)
async def test_it_is_its_organisers_to_put_up(person: Sign, office: Office, who: str, code: str) -> None:
    content = draw_portrait()
    asked = await office.organiser.change(REQUEST, upload=upload(office, content))
    answer = await person(who).send(REQUEST, upload=upload(office, content))
    assert answer["errors"][0]["extensions"]["code"] == code
    answer = await person(who).send(COMPLETE, sample=asked["sample"]["id"])
    assert answer["errors"][0]["extensions"]["code"] == ("NOT_SIGNED_IN" if who == "anybody" else "NOT_FOUND")


async def test_an_id_that_is_none(office: Office) -> None:
    answer = await office.organiser.send(COMPLETE, sample="x")
    assert answer["errors"][0]["extensions"]["code"] == "INVALID_INPUT"
