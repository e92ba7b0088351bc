"""The front page: what this is, where to go, and in the demo the first query to try."""

import json

from starlette.requests import Request
from starlette.responses import Response

from server.pages.rendering import render_page
from services.environment import Environment

FIRST_QUERY = "{ activities(first: 3) { nodes { title year phase } } }"


def first_query_as_curl(public_url: str) -> str:
    """A line that works as it is pasted, without signing in."""
    body = json.dumps({"query": FIRST_QUERY})
    return f"curl -s {public_url}/graphql -H 'Content-Type: application/json' -d '{body}'"


async def show_front(request: Request) -> Response:
    environment: Environment = request.app.state.environment
    values = {"curl": first_query_as_curl(environment.public_url), "first_query": FIRST_QUERY}
    return render_page(request, "front.html", values)
