"""The demo's documents: what comes with the product wholly, what comes from outside one by one."""

from dataclasses import replace

import pytest
import structlog

from models import Activity, Template, TemplateVersion
from plugins.manager import build_manager
from server.demo import loader
from services.environment import Environment
from services.errors import Refused
from services.plugin_judgement import InstalledPlugins
from tests.databases import Database
from tests.outside_plugins import TEXTS, OutsidePlugins, template

pytestmark = pytest.mark.anyio


def with_everything(environment: Environment) -> Environment:
    return replace(environment, plugins=InstalledPlugins(build_manager(allowed=["*"])))


async def test_loading_again_changes_nothing(environment: Environment, database: Database) -> None:
    before = await TemplateVersion.all().count()
    await loader.load(environment)
    assert await TemplateVersion.all().count() == before


async def test_a_refused_document_from_outside_is_logged_and_the_rest_is_loaded(
    environment: Environment, outside: OutsidePlugins, database: Database
) -> None:
    outside.bring("outside", template_documents=[template(locales=["zh-CN", "en"]), template("section.sound")])
    with structlog.testing.capture_logs() as lines:
        await loader.load(with_everything(environment))

    assert [line for line in lines if line["event"] == "document refused"] == [
        {
            "event": "document refused",
            "log_level": "warning",
            "plugin": "outside",
            "key": "section.outside",
            "problems": "/properties/name/title 缺少 en 文本。",
        }
    ]
    assert [row.key for row in await Template.filter(origin="outside")] == ["section.sound"]


async def test_what_comes_with_the_product_is_loaded_wholly_or_not_at_all(
    environment: Environment, empty_database: Database
) -> None:
    await Template.create(key="section.education", kind="SECTION", title=TEXTS)
    with pytest.raises(Refused):
        await loader.load(environment)
    assert (await Template.all().count(), await Activity.all().count()) == (1, 0)
