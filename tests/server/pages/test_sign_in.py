from starlette.testclient import TestClient

from server.demo.roster import read_people


def test_everybody_can_be_chosen_in_the_readers_language(browser: TestClient) -> None:
    page = browser.get("/demo/sign-in", headers={"Accept-Language": "en"}).text
    for person in read_people():
        assert f'data-person="{person.key}" data-name="{person.name}"' in page
    assert page.count("data-person=") == len(read_people())
    assert read_people()[0].about["en"] in page


def test_each_role_is_a_section_that_can_be_jumped_to(browser: TestClient) -> None:
    page = browser.get("/demo/sign-in").text
    assert page.index('id="APPLICANT"') < page.index('id="OPERATOR"') < page.index('id="ISSUER"')
    assert 'href="#ORGANISER"' in page
