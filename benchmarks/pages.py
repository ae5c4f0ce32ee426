"""Times whole pages of a large ledger through waitress and one kept connection."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.client import Answer, Client, signed_in
from benchmarks.figures import line
from benchmarks.ledgers import large_ledger
from benchmarks.server import HELLO, serving
from ledger.clock import today
from ledger.services.demo_data import DEMO_ACCOUNTS, HOME

RUNS = 30
WARM = 3
PASSWORD = DEMO_ACCOUNTS[0].password


@dataclass
class People:
    """Who looks at the pages."""

    port: int
    known: dict[str, Client] = field(default_factory=dict)

    def get(self, username: str) -> Client:
        """The browser of one of them, signed in when first asked for."""
        if username not in self.known:
            self.known[username] = signed_in(self.port, username, PASSWORD)
        return self.known[username]


def main(folder: Path, cadres: int) -> None:
    """Prints the figures."""
    config = large_ledger(folder, cadres)
    with serving(HELLO) as hello_port, serving(str(config.data_dir)) as port:
        hello = Client(hello_port)
        show("hello, world", lambda: hello.get("/"))
        people = People(port)
        for name, username, path in addresses(people):
            client = people.get(username)
            show(name, lambda client=client, path=path: client.get(path))  # type: ignore[misc]
        cadre = people.get("cadre")
        worth = {"begins_on": today().isoformat(), "minutes": "40", "mode": "reply", "platform": "liuyanban"}
        worth |= {"csrf_token": cadre.token("/entries/new"), "form_key": "worth"}
        show("worth line", lambda: cadre.post("/entries/worth", worth))
        paper = {"csrf_token": cadre.token("/entries/new"), "form_key": "paper"}
        address = person_address(cadre)
        show("year as PDF", lambda: cadre.post(f"{address}/years/{today().year}/summary.pdf", paper))


def addresses(people: People) -> list[tuple[str, str, str]]:
    """Each page's name, who looks at it, and where it is."""
    department = people.get("organisation").get("/departments").body.decode()
    county = re.search(rf'href="(/departments/[^"?]+)[^"]*"[^>]*>\s*{HOME}', department)
    return [
        ("my year", "cadre", f"{person_address(people.get('cadre'))}/years/{today().year}"),
        ("entries", "cadre", "/entries"),
        ("form of an entry", "cadre", "/entries/new"),
        ("form of a visit", "cadre", "/entries/new?channel=field"),
        ("outcomes", "cadre", "/outcomes"),
        ("policy", "cadre", "/policy"),
        ("queue of the reviewer", "reviewer", "/reviews"),
        ("department, root", "organisation", "/departments"),
        ("department, county", "organisation", county[1] if county else "/departments/none"),
        ("entries of the department", "organisation", "/entries?whose=unit"),
        ("entries that wait, department", "organisation", "/entries?whose=unit&status=submitted"),
        ("people", "organisation", "/people"),
        ("people by name", "organisation", "/people?q=shi0005"),
        ("form of a person", "organisation", "/people/new"),
        ("units", "organisation", "/units"),
        ("form of a batch", "organisation", "/batches"),
        ("journal", "organisation", "/journal"),
        ("trail", "audit", "/trail"),
    ]


def person_address(client: Client) -> str:
    """Where the year of the cadre who looks is, as the page of the year says."""
    found = re.search(r"(/cadres/[^/\s]+)/years/", client.get("/year").head)
    if found is None:
        raise LookupError("the page of the year names no cadre")
    return found[1]


def show(name: str, ask: Callable[[], Answer]) -> None:
    """Print how long a page takes and how large it is, or that it is not there."""
    answers = [ask() for _ in range(WARM)]
    if answers[0].status != 200:
        print(f"{name:34s} answered {answers[0].status}", flush=True)
        return
    cold = answers[0].ms
    times = [ask().ms for _ in range(RUNS)]
    line(name, times, f"{len(answers[-1].body) / 1024:6.1f} KB   first {cold:.0f} ms")
