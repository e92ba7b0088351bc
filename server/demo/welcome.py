"""What the demo prints when it starts: who its people are, where to look, and a first query that works."""

import json

from rich.console import Console
from rich.table import Table

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
    console.print(_list_people())
    console.print(
        "\n[bold]Zhicheng 职称[/bold] · a demo with invented people and data · 演示系统，人员与数据均为虚构\n"
    )
    for path, text in ADDRESSES.items():
        console.print(f"  {address}{path:15}  {text}", highlight=False)
    console.print("\n[bold]A first query[/bold] · 第一个查询\n")
    _show_command(console, _curl(f"{address}/graphql", {"query": FIRST_QUERY}))
    console.print("\n[bold]A token[/bold], to be sent as Authorization: Bearer … · 取得登录凭证\n")
    _show_command(console, _curl(f"{address}/demo/token", {"person": FIRST_PERSON}))
    console.print()


def _list_people() -> Table:
    table = Table(title="People · 人员", title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("role", "key", "name", "about"):
        table.add_column(heading, no_wrap=heading != "about")
    for group in group_by_role(read_people()):
        role = "applicant" if group.role is None else group.role.lower()
        for person in group.people:
            table.add_row(role, person.key, person.name, f"{person.about['zh-CN']}\n{person.about['en']}")
    return table


def _curl(address: str, body: dict[str, str]) -> str:
    return f"curl -s {address} -H 'Content-Type: application/json' -d '{json.dumps(body)}'"


def _show_command(console: Console, command: str) -> None:
    """On one line however long, so that it can be copied."""
    console.print(f"  {command}", markup=False, highlight=False, soft_wrap=True)
