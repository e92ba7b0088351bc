from collections.abc import Iterator
from pathlib import Path

import pytest
from obstore.store import MemoryStore
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from server.pages.routes import page_routes
from server.pages.verification import Question, render_result
from server.settings import Settings
from services.calendar import WorkingDayCalendar
from services.clock import SystemClock
from services.environment import Environment
from services.keys import SigningKeys
from services.verification import Verification


@pytest.fixture
def pages(keys: SigningKeys, tmp_path: Path) -> Starlette:
    settings = Settings(data_folder=tmp_path, public_url="http://zhicheng.test")
    app = Starlette(routes=[Route("/result", show_given_result), *page_routes(settings)])
    app.state.environment = Environment(
        clock=SystemClock(),
        calendar=WorkingDayCalendar(),
        keys=keys,
        store=MemoryStore(),
        public_url=settings.public_url,
        demo=settings.demo,
    )
    return app


@pytest.fixture
def browser(pages: Starlette) -> Iterator[TestClient]:
    with TestClient(pages, follow_redirects=False, headers={"Accept-Language": "zh-CN"}) as client:
        yield client


async def show_given_result(request: Request) -> Response:
    """The result page for a verification that the test put into the application's state."""
    verification: Verification = request.app.state.verification
    return render_result(request, verification, question=Question(number="5100202600000001", code="ABCDEFGH"))
