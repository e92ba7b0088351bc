"""The addresses of the pages and of the files they use, all our own: government networks reach no CDN."""

from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from server.pages.front import show_front
from server.pages.graphiql import show_graphiql
from server.pages.rendering import FOLDER
from server.pages.sign_in import show_sign_in
from server.pages.verification import FORM_LIMIT, receive_form, show_form, show_result
from server.settings import Settings

GRAPHIQL_PACKAGE = "graphene_django_graphiql_static"


def page_routes(settings: Settings) -> list[BaseRoute]:
    routes: list[BaseRoute] = [
        Route("/", show_front, methods=["GET"]),
        Route("/graphiql", show_graphiql, methods=["GET"]),
        Route("/verify", show_form, methods=["GET"]),
        Route("/verify", receive_form, methods=["POST"], max_body_size=FORM_LIMIT),
        Route("/verify/{number}", show_result, methods=["GET"]),
        Mount(
            "/static/graphiql",
            StaticFiles(packages=[(GRAPHIQL_PACKAGE, f"static/{GRAPHIQL_PACKAGE}")]),
            name="graphiql-files",
        ),
        Mount("/static", StaticFiles(directory=FOLDER / "static"), name="static"),
    ]
    if settings.demo:
        routes.append(Route("/demo/sign-in", show_sign_in, methods=["GET"]))
    return routes
