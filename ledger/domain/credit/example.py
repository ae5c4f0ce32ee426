"""A worked example of a policy: three entries of somebody invented, credited by the engine itself."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ledger.domain.calendar import WEEKENDS_ONLY
from ledger.domain.credit.assess import assess
from ledger.domain.credit.assessment import CadreAssessment
from ledger.domain.credit.explain import explain_requirement
from ledger.domain.credit.explain_pieces import entry_derivation
from ledger.domain.credit.facts import Appointment, CadreFacts, EntryFacts
from ledger.domain.credit.policy import Policy, Who
from ledger.domain.credit.wording import days_text
from ledger.domain.wording import N_, Say, Sentence

WHO = "example"


def example_of(policy: Policy) -> CadreAssessment:
    """A whole working day in the field, a long reply and a short look, all approved and in time."""
    year = policy.years_from
    first = _first_monday(year)
    entries = (
        _field("1", date(year, 3, first)),
        _online("2", date(year, 3, first + 1), 300, "reply"),
        _online("3", date(year, 3, first + 2), 60, "browse"),
    )
    cadre = CadreFacts(WHO, appointments=(_appointment(policy, year),))
    return assess(policy, (cadre,), entries, (), year, date(year, 12, 31), WEEKENDS_ONLY).cadres[0]


def example_paragraphs(policy: Policy, say: Say) -> tuple[str, ...]:
    """The three entries with their steps, and where they lead."""
    result = example_of(policy)
    names = (
        N_("到基层实地调研一天"),
        N_("在网上回复群众留言 300 分钟"),
        N_("在网上浏览群众意见 60 分钟"),
    )
    lines = [_entry_line(result, number, name, policy, say) for number, name in enumerate(names)]
    lines += [
        Sentence(
            N_("“%(title)s”：%(equation)s。"),
            {"title": one.title, "equation": explain_requirement(result, one.code, policy, say).sentence},
        ).say(say)
        for one in result.requirements
        if policy.requirement(one.code).reads_total and one.status != "not_applicable"
    ]
    return tuple(lines)


def _entry_line(result: CadreAssessment, number: int, name: str, policy: Policy, say: Say) -> str:
    entry = result.entries[number]
    values = {"credited": days_text(Fraction(entry.credited), policy.day_minutes)}
    line = Sentence(N_("%(what)s：计 %(credited)s"), values, {"what": name}).say(say)
    steps = (part.sentence for part in entry_derivation(entry, say).parts)
    return say(N_("；")).join((line, *steps)) + say(N_("。"))


def _appointment(policy: Policy, year: int) -> Appointment:
    """The post of somebody whom the first table of the first requirement binds."""
    who = policy.requirements[0].quotas[0].who if policy.requirements else Who()
    return Appointment(
        begin=date(year, 1, 1),
        rank=min(who.ranks or (), default=None),
        unit_level=min(who.unit_levels or (), default=None),
        post=min(who.posts or (), default=None),
        tags=tuple(sorted(who.tags or ())),
    )


def _field(name: str, day: date) -> EntryFacts:
    return EntryFacts(
        name, WHO, "field", "approved", begin=day, end_inclusive=day, mode="visit", logged_on=day
    )


def _online(name: str, day: date, minutes: int, mode: str) -> EntryFacts:
    return EntryFacts(name, WHO, "online", "approved", on=day, minutes=minutes, mode=mode, logged_on=day)


def _first_monday(year: int) -> int:
    return 1 + (7 - date(year, 3, 1).weekday()) % 7
