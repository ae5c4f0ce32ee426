"""Times the logging of an entry through HTTP, as a draft and handed in, by one client and by several."""

from __future__ import annotations

import shutil
import statistics
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from benchmarks.client import Answer, Client, signed_in
from benchmarks.figures import quantile
from benchmarks.ledgers import large_ledger
from benchmarks.pages import PASSWORD
from benchmarks.server import HELLO, serving
from ledger.clock import today

REQUESTS = 400
WARM = 30
CLIENTS = 4
Send = Callable[[], Answer]


def main(folder: Path, cadres: int) -> None:
    """Prints the figures."""
    scratch = folder / "entry_http"
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(large_ledger(folder, cadres).data_dir, scratch)  # what is logged here stays out of pages
    with serving(HELLO) as hello_port, serving(str(scratch)) as port:
        usernames = ["cadre", *(f"cadre{number:02d}" for number in range(20, 20 + CLIENTS - 1))]
        people = [signed_in(port, username, PASSWORD) for username in usernames]
        tokens = [client.token("/entries/new") for client in people]
        for count in (1, CLIENTS):
            base = run("hello, world", [hello(Client(hello_port)) for _ in range(count)], 200, None)
            for then in ("draft", "submit"):
                senders = [
                    entry(client, token, then)
                    for client, token in zip(people[:count], tokens[:count], strict=True)
                ]
                run(f"entry, {then}", senders, 302, base)


def hello(client: Client) -> Send:
    """Sends a form of the same size to the one-line application."""
    return lambda: client.post("/", content("", "draft"))


def entry(client: Client, token: str, then: str) -> Send:
    """Sends a filled form of an entry with a key of its own.

    The cookie stays that of the form, as if the page that tells of the saving had been seen in between:
    else what it is to tell would pile up in the cookie.
    """
    cookies = dict(client.cookies)

    def send() -> Answer:
        client.cookies = dict(cookies)
        return client.post("/entries/new", content(token, then))

    return send


def content(token: str, then: str) -> dict[str, str]:
    """The fields of a filled form."""
    return {
        "csrf_token": token,
        "form_key": uuid.uuid4().hex,
        "begins_on": today().isoformat(),
        "minutes": "14:30-15:10",
        "mode": "reply",
        "platform": "liuyanban",
        "reference": "12345678",
        "done": "反映夏季午后水压不足，联系供水站检修增压泵，当天回复并约定九月底前回访。",
        "then": then,
    }


def run(name: str, senders: list[Send], status: int, base: float | None) -> float:
    """Print how long each takes and how many there are in a second; gives the median."""
    times: list[float] = []

    def work(send: Send) -> None:
        for _ in range(REQUESTS // len(senders)):
            answer = send()
            if answer.status != status:
                raise AssertionError(f"{name} answered {answer.status}")
            times.append(answer.ms)

    for send in senders:
        for _ in range(WARM):
            send()
    threads = [threading.Thread(target=work, args=(send,)) for send in senders]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begin
    median = statistics.median(times)
    ratio = "" if base is None else f"   {median / base:.1f} x hello"
    print(
        f"{name:20s} {len(senders)} clients   p50 {median:6.2f} ms   p95 {quantile(times, 95):6.2f}"
        f"   p99 {quantile(times, 99):6.2f}   {len(times) / took:6.0f} /s{ratio}",
        flush=True,
    )
    return median
