"""What the test of the example runs in a process of its own: publish what plugins bring, and resolve the example's form.

Called with the answers as JSON; prints one JSON object.
"""

import asyncio
import json
import sys
from typing import Any

from form_templates.answers import Answers, Context, Entry
from form_templates.compile import compile_form
from form_templates.resolve import resolve
from models import FormVersion
from server.database import migrate_database, open_database
from server.settings import read_settings
from server.startup import build_environment
from services import plugins
from services.caller import Caller

CONTEXT = Context(
    today="2026-06-01",
    applicant={"name": "林示例", "gender": "F", "birthDate": "1988-06-15"},
    target={"level": "SENIOR_ASSOCIATE", "series": "forestry", "category": "REGULAR"},
    activity={"year": 2026, "achievementsFrom": "2017-01-01", "achievementsTo": "2026-05-31"},
)


async def publish_and_resolve(given: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    settings = read_settings()
    await migrate_database(settings.database_url)
    async with open_database(settings.database_url):
        caller = Caller(viewer=None, locale="en", environment=build_environment(settings))
        published = await plugins.publish_documents(caller)
        version = await FormVersion.get(form__key="form.forestry").select_related("form")
    answers = {key: [Entry(**entry) for entry in entries] for key, entries in given.items()}
    return {
        "published": {
            each.contribution.key: each.outcome for each in published if each.contribution.origin == "forestry"
        },
        "refused": [each.contribution.key for each in published if each.outcome is plugins.Outcome.REFUSED],
        "form": {"origin": version.form.origin, "number": version.number},
        **_resolve(version.document, answers),
    }


def _resolve(document: dict[str, Any], answers: Answers) -> dict[str, Any]:
    resolved = resolve(compile_form(document), answers, context=CONTEXT, locale="en")
    return {
        "sections": {section.key: section.title for section in resolved.sections},
        "problems": [[each.section, each.pointer, each.code, each.rule, each.message] for each in resolved.problems],
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(publish_and_resolve(json.loads(sys.argv[1])))))
