from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from server.pages.rendering import CONTENT_SECURITY_POLICY, format_day, format_moment

PAGES = ["/", "/verify", "/graphiql", "/demo/sign-in"]


class Markup(HTMLParser):
    """What the assertions below need of a page: its tags, its ids, and what its attributes point at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts_with_text: list[str] = []
        self._open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open in {"script", "style"} and data.strip():
            self.scripts_with_text.append(data)

    def values(self, attribute: str) -> list[str]:
        return [value for _, attrs in self.tags if (value := attrs.get(attribute))]


@pytest.mark.parametrize("path", PAGES)
def test_nothing_runs_or_loads_that_is_not_a_file_of_ours(browser: TestClient, path: str) -> None:
    page = browser.get(path)
    markup = Markup(page.text)
    assert page.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert markup.scripts_with_text == []
    assert markup.values("style") == []
    assert [name for _, attrs in markup.tags for name in attrs if name.startswith("on")] == []
    addresses = [*markup.values("src"), *markup.values("href"), *markup.values("action")]
    assert [address for address in addresses if not address.startswith(("/", "#")) or address.startswith("//")] == []


@pytest.mark.parametrize("path", PAGES)
def test_every_file_a_page_names_is_served(browser: TestClient, path: str) -> None:
    markup = Markup(browser.get(path).text)
    files = {name for name in [*markup.values("src"), *markup.values("href")] if name.startswith("/static/")}
    assert {name: browser.get(name).status_code for name in files} == dict.fromkeys(files, 200)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_a_page_can_be_read_by_ear(browser: TestClient, path: str, locale: str) -> None:
    page = browser.get(path, headers={"Accept-Language": locale})
    markup = Markup(page.text)
    names = [tag for tag, _ in markup.tags]
    ids = markup.values("id")
    labelled = {attrs["for"] for tag, attrs in markup.tags if tag == "label"}
    inputs = {attrs["id"] for tag, attrs in markup.tags if tag in {"input", "textarea"}}
    pointed = {
        part
        for name in ("aria-labelledby", "aria-describedby")
        for value in markup.values(name)
        for part in value.split()
    }
    assert dict(markup.tags)["html"]["lang"] == page.headers["content-language"] == locale
    assert [names.count(tag) for tag in ("main", "h1", "title")] == [1, 1, 1]
    assert len(ids) == len(set(ids))
    assert labelled == inputs
    assert pointed <= set(ids)


@pytest.mark.parametrize(
    ("query", "header", "locale"),
    [
        ("", "en", "en"),
        ("?lang=zh-CN", "en", "zh-CN"),
        ("?lang=en", "zh-CN", "en"),
        ("?lang=xx", "en", "en"),
        ("", "fr", "zh-CN"),
    ],
)
def test_the_address_decides_the_language_before_the_browser_does(
    browser: TestClient, query: str, header: str, locale: str
) -> None:
    page = browser.get(f"/{query}", headers={"Accept-Language": header})
    assert (page.headers["content-language"], page.headers["vary"]) == (locale, "Accept-Language")


def test_another_language_keeps_the_rest_of_the_address(browser: TestClient) -> None:
    assert 'href="/graphiql?query=%7Ba%7D&amp;lang=en"' in browser.get("/graphiql?query=%7Ba%7D").text


@pytest.mark.parametrize(
    "path", ["/static/../rendering.py", "/static/%2e%2e/rendering.py", "/static/graphiql/../../__init__.py"]
)
def test_static_files_stay_in_their_folder(browser: TestClient, path: str) -> None:
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize(("locale", "words"), [("zh-CN", "2026年4月5日"), ("en", "5 April 2026")])
def test_a_day_in_words(locale: str, words: str) -> None:
    assert format_day(date(2026, 4, 5), locale=locale) == words


@pytest.mark.parametrize(
    ("locale", "words"),
    [("zh-CN", "2026年4月16日 00:30:05（北京时间）"), ("en", "16 April 2026 00:30:05 (China Standard Time)")],
)
def test_a_moment_is_told_in_chinas_time(locale: str, words: str) -> None:
    assert format_moment(datetime(2026, 4, 15, 16, 30, 5, tzinfo=UTC), locale=locale) == words
