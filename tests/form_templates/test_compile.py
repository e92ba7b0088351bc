from form_templates.compile import Cache, compile_form, compile_template, find_compiled_form
from form_templates.digest import digest
from tests.form_templates.builders import form, section, template, text

SAMPLE = template({"title": text()}, key="section.compile")


def test_a_document_is_compiled_once() -> None:
    document = form(section(SAMPLE))
    made = compile_form(document)
    assert compile_form(dict(reversed(document.items()))) is made
    assert compile_form({}, key=digest(document)) is made
    assert find_compiled_form(digest(document)) is made
    assert compile_template(SAMPLE) is made.sections["sample"].only


def test_forms_share_their_templates() -> None:
    one, other = form(section(SAMPLE)), form(section(SAMPLE), key="form.other")
    assert compile_form(one).sections["sample"].only is compile_form(other).sections["sample"].only


def test_a_form_not_at_hand() -> None:
    assert find_compiled_form("sha256:none") is None


def test_the_cache_forgets_what_was_not_used_for_longest() -> None:
    cache: Cache[str] = Cache(2)
    cache.put("a", "A")
    cache.put("b", "B")
    cache.get("a")
    cache.put("c", "C")
    assert [cache.get(key) for key in "abc"] == ["A", None, "C"]
