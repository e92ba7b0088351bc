import httpx
import pytest

from server.journey import queries
from server.journey.files import checksum, draw_portrait
from tests.journeys.seasons import Season
from tests.journeys.title_reviews import APPLICANT, OPERATOR, upload_of

pytestmark = pytest.mark.anyio

FILE = "id fileName mediaType size sha256 status downloadUrl"
REQUEST = f"""mutation Request($upload: UploadInput!) {{ requestUpload(upload: $upload) {{
  attachment {{ {FILE} }} uploadUrl problems {{ code }} }} }}"""
COMPLETE = f"""mutation Complete($attachment: ID!) {{ completeUpload(attachment: $attachment) {{
  attachment {{ {FILE} }} problems {{ code }} }} }}"""
FETCH = f"query Fetch($id: ID!) {{ attachment(id: $id) {{ {FILE} }} }}"


def address(url: str) -> str:
    return httpx.URL(url).raw_path.decode()


async def test_a_file_is_announced_sent_completed_and_fetched(season: Season) -> None:
    await season.go_to("draft")
    person, content = season.person(APPLICANT), draw_portrait()
    asked = await person.change(REQUEST, upload=upload_of(season.ids["declaration"], content))
    attachment = asked["attachment"]
    assert attachment == {
        "id": attachment["id"],
        "fileName": "portrait.jpg",
        "mediaType": "image/jpeg",
        "size": len(content),
        "sha256": checksum(content),
        "status": "REQUESTED",
        "downloadUrl": None,
    }
    assert (await person.client.put(address(asked["uploadUrl"]), content=content)).status_code == 204
    done = await person.change(COMPLETE, attachment=attachment["id"])
    assert done == {"attachment": attachment | {"status": "COMPLETE"}, "problems": []}
    found = (await person.ask(FETCH, id=attachment["id"]))["attachment"]
    response = await season.person("anybody").client.get(address(found["downloadUrl"]))
    assert (response.content, response.headers["content-type"]) == (content, "image/jpeg")
    assert response.headers["content-disposition"].startswith("attachment;")


async def test_a_reviewer_fetches_what_was_submitted(season: Season) -> None:
    await season.go_to("employer-check")
    found = (await season.person(OPERATOR).ask(FETCH, id=season.ids["attachment"]))["attachment"]
    response = await season.person("anybody").client.get(address(found["downloadUrl"]))
    assert response.content == draw_portrait()


async def test_an_address_expires(season: Season) -> None:
    await season.go_to("employer-check")
    found = (await season.person(OPERATOR).ask(FETCH, id=season.ids["attachment"]))["attachment"]
    await season.go_to("city-check")
    response = await season.person("anybody").client.get(address(found["downloadUrl"]))
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")


async def test_completing_again_changes_nothing(season: Season) -> None:
    await season.go_to("draft")
    again = await season.person(APPLICANT).change(queries.COMPLETE_UPLOAD, id=season.ids["attachment"])
    assert again["attachment"]["status"] == "COMPLETE"
