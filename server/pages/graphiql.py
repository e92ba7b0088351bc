"""GraphiQL from files of our own: a page to explore the API with, signed in as whoever the demo's sign-in chose."""

from starlette.requests import Request
from starlette.responses import Response

from server.pages.rendering import render_page


async def show_graphiql(request: Request) -> Response:
    """Under the pages' strict policy: of GraphiQL it only stops a style that locks scrolling behind its dialogs."""
    return render_page(request, "graphiql.html")
