"""Times a trial of a changed policy: the engine over facts in memory, and whole requests, first and again."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import ledger
from benchmarks.client import Client, signed_in
from benchmarks.engine import AS_OF, YEAR, facts
from benchmarks.figures import in_turns, line
from benchmarks.ledgers import large_ledger
from benchmarks.pages import PASSWORD
from benchmarks.server import serving
from ledger.clock import today
from ledger.domain.credit.assess import assess_each
from ledger.domain.credit.document import parse_policy
from ledger.domain.credit.facts import CadreYear
from ledger.domain.policy_version import PolicyVersion
from ledger.services.try_policy import Scenario, scenario_of
from ledger.services.working_calendar import calendar_for

CADRES = 5000
ENTRIES_EACH = 60
ROUNDS = 7
CHANGES = (
    ("a requirement", {"requirement-2-at_least": "45d"}),
    ("a rate of exchange", {"exchange-1-rate": "2/3"}),
    ("a day's minutes", {"day-minutes": "420"}),
)


def main(folder: Path) -> None:
    """Prints the figures."""
    engine_alone()
    config = large_ledger(folder, CADRES, entries_each=ENTRIES_EACH)
    with serving(str(config.data_dir)) as port:
        client = signed_in(port, "organisation", PASSWORD)
        found = re.search(r'href="(/departments/[^"]+/lab)\?', client.get("/departments").body.decode())
        if found is None:
            raise LookupError("the department's page leads to no lab")
        first = asked(client, found[1], {"requirement-2-at_least": "50d"})
        line("what-if: whole request, first", [first], "reads the books")
        for name, changes in CHANGES:
            times = [asked(client, found[1], changes) for _ in range(ROUNDS)]
            line(f"what-if: {name}", times, f"{CADRES} x {ENTRIES_EACH}, whole request")


def engine_alone() -> None:
    """The engine over as many cadres, no two alike, under the present policy and three changed ones."""
    document = (Path(ledger.__file__).parent / "data" / "policies" / "pilot.toml").read_bytes()
    policy = parse_policy(document)
    version = PolicyVersion(
        1, "", 1, policy.code, 1, policy.title, YEAR, None, document, policy.digest, "published", None, None
    )
    groups = [facts(number, ENTRIES_EACH) for number in range(CADRES)]
    acts = [partial(run, scenario_of(version, changes), groups) for _, changes in CHANGES]
    for (name, _), times in zip(CHANGES, in_turns(acts, 3), strict=True):
        line(f"what-if: {name}, engine", times, f"{CADRES} x {ENTRIES_EACH}")


def run(scenario: Scenario, groups: Sequence[CadreYear]) -> None:
    """Assess everybody under the changed policy, and read no more than the standings."""
    policy = scenario.changed or scenario.policy
    deque(assess_each(policy, groups, YEAR, AS_OF, calendar_for([YEAR]), keep_steps=False), maxlen=0)


def asked(client: Client, path: str, changes: dict[str, str]) -> float:
    """The milliseconds of one trial."""
    query = "&".join(f"{name}={value}" for name, value in changes.items())
    answer = client.get(f"{path}?year={today().year}&{query}")
    if answer.status != 200:
        raise LookupError(f"the lab answered {answer.status}")
    return answer.ms
