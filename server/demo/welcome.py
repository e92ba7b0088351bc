"""What the demo prints when it starts: who its people are, where to look, and a first query that works."""

import json

from rich.console import Console

from server.demo.roster import group_by_role, read_people

ADDRESSES = {
    "/": "what this is · 首页",
    "/demo/sign-in": "sign in as one of the people above · 演示登录",
    "/graphiql": "ask it anything · 查询界面",
    "/verify": "verify a certificate · 证书查验",
    "/graphql": "the API itself · 接口",
}
FIRST_QUERY = "{ activities(first: 3) { nodes { title } totalCount } }"
FIRST_PERSON = "applicant-li"


def welcome(address: str, *, console: Console) -> None:
    """The people come first, so that what to do next is still on the screen when they scroll away."""
    _show_people(console)
    console.print(
        "\n[bold]Zhicheng 职称[/bold] · a demo with invented people and data · 演示系统，人员与数据均为虚构\n"
    )
    for path, text in ADDRESSES.items():
        console.print(f"  {address}{path:15}  {text}", highlight=False)
    console.print("\n[bold]A first query[/bold] · 第一个查询\n")
    _show_line(console, _curl(f"{address}/graphql", {"query": FIRST_QUERY}))
    console.print("\n[bold]A token[/bold], to be sent as Authorization: Bearer … · 取得登录凭证\n")
    _show_line(console, _curl(f"{address}/demo/token", {"person": FIRST_PERSON}))
    console.print()


def _show_people(console: Console) -> None:
    """In lines rather than a table: a terminal of eighty columns would fold every cell."""
    for group in group_by_role(read_people()):
        console.print("applicants" if group.role is None else f"{group.role.lower()}s", style="bold")
        for person in group.people:
            _show_line(console, f"{person.key:37} {person.name}  {person.about['zh-CN']}")
            _show_line(console, f"{'':37} {person.about['en']}")


def _curl(address: str, body: dict[str, str]) -> str:
    return f"curl -s {address} -H 'Content-Type: application/json' -d '{json.dumps(body)}'"


def _show_line(console: Console, text: str) -> None:
    """As one line however long, so that it can be copied."""
    console.print(f"  {text}", markup=False, highlight=False, soft_wrap=True)
