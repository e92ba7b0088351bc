"""The demo's sign-in: choose one of its people. The page asks for their token and keeps it in this browser tab."""

from starlette.requests import Request
from starlette.responses import Response

from server.demo.roster import group_by_role, read_people
from server.pages.rendering import page_locale, render_page
from services.caller import text_in


async def show_sign_in(request: Request) -> Response:
    locale = page_locale(request)
    groups = [
        {
            "role": "APPLICANT" if group.role is None else group.role.value,
            "people": [
                {"key": person.key, "name": person.name, "about": text_in(person.about, locale)}
                for person in group.people
            ],
        }
        for group in group_by_role(read_people())
    ]
    return render_page(request, "sign_in.html", {"groups": groups})
