"""What every rule of the machine stands on: a fresh ledger, acting once, and what the model then expects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy.orm import Session

from ledger.domain.errors import ConflictError, ForbiddenError, LedgerError
from ledger.domain.permissions import Actor
from ledger.services.once import FormKey
from ledger.store.engine import make_engine
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import TODAY
from tests.databases import Databases
from tests.services.history_facts import Oracle
from tests.stateful.learning import learned, widen
from tests.stateful.model import Came, Entered, Model, Posted, Refusal, Who

Thing = TypeVar("Thing")
Call = Callable[[Actor, FormKey], Any]

AT = st.integers(0, 1000)
"""Which of several: taken modulo their number."""

LIKELY = st.sampled_from([2, 2, 2, 2, 3, 3, 1, 0])
"""2: something that can be done; 3: something of a closed year; 1: what fails last; 0: anything."""

NEAR = (ConflictError, ForbiddenError)
CUT = st.sampled_from([False] * 15 + [True])
"""Whether the transaction dies right before it commits."""


class CutOffError(Exception):
    """The process died before COMMIT."""


@dataclass(frozen=True)
class Sent:
    """A form that was acted on, to be sent again."""

    who: str
    call: Call
    form: FormKey
    answer: object


class LedgerMachine(RuleBasedStateMachine):
    """A ledger of its own with the cast in it, and the model beside it."""

    databases: ClassVar[Databases]
    templates: ClassVar[dict[int, str]] = {}
    oracle: ClassVar[Oracle] = Oracle()
    """Cases that were worked out before need not be worked out again in another ledger."""

    def __init__(self) -> None:
        super().__init__()
        if id(self.databases) not in self.templates:
            self.templates[id(self.databases)] = self._template()
        self.url = self.databases.copy(self.templates[id(self.databases)])
        self.engine = make_engine(self.url)
        self.session = Session(self.engine, expire_on_commit=False)
        self.uow = UnitOfWork(self.session)
        self.model: Model = learned(self.uow)
        self.sent: list[Sent] = []
        self.steps = 0

    @classmethod
    def _template(cls) -> str:
        url = cls.databases.new()
        engine = make_engine(url)
        with Session(engine, expire_on_commit=False) as session:
            widen(UnitOfWork(session))
        engine.dispose()
        return url

    def teardown(self) -> None:
        """Let the ledger go."""
        self.session.close()
        self.engine.dispose()
        self.databases.drop(self.url)

    # --- Acting -----------------------------------------------------------------------------------------

    def actor(self, who: Who) -> Actor:
        """Somebody with the rights held now."""
        with self.uow:
            found = self.uow.accounts.actor(who.account, TODAY)
        assert found is not None
        return found

    def attempt(self, who: Who, call: Call, refusal: Refusal, *, cut: bool = False) -> list[Any]:
        """Act as the model foresees it; gives the answer in a list, or nothing where nothing came of it."""
        model = self.model
        model.number += 1
        form = FormKey(f"key-{model.number}", f"body-{model.number}")
        actor = self.actor(who)
        with self._commits(cut=cut) as commits:
            try:
                answer = call(actor, form)
            except CutOffError:
                return []
            except LedgerError as error:
                if refusal is None or not isinstance(error, refusal):
                    due = "nothing" if refusal is None else refusal.__name__
                    raise AssertionError(f"refusal due: {due}; it was {error!r}") from error
                return []
        assert refusal is None, f"{refusal.__name__} was due, and it was done"
        assert len(commits) == 1, f"{len(commits)} transactions instead of one"
        self.sent.append(Sent(who.name, call, form, answer))
        model.keys[who.account, form.key] = form.body_digest
        return [answer]

    @contextmanager
    def _commits(self, *, cut: bool) -> Iterator[list[int]]:
        """Count commits; with `cut` the first never happens."""
        made: list[int] = []
        real = self.session.commit

        def commit() -> None:
            if cut:
                raise CutOffError
            made.append(1)
            real()

        self.session.commit = commit  # type: ignore[method-assign]
        try:
            yield made
        finally:
            self.session.commit = real  # type: ignore[method-assign]

    # --- Choosing ---------------------------------------------------------------------------------------

    def pick(self, at: int, things: Sequence[Thing], *wanted: bool) -> Thing:
        """One of some things, of those that are wanted where there are any."""
        of = [thing for thing, is_wanted in zip(things, wanted, strict=True) if is_wanted] if wanted else []
        chosen = of or things
        return chosen[at % len(chosen)]

    def able(
        self,
        at: int,
        name: str,
        things: Sequence[Thing],
        refusal: Callable[[Who, Thing], Refusal],
        likely: int,
    ) -> tuple[Who, Thing]:
        """Somebody and a thing, as `likely` says: most often the one named, else whoever can.

        Where nobody can, or nothing fails nearly, it is anything at all.
        """
        who = self.model.who[name]
        if likely == 3:
            things = [thing for thing in things if self.is_closed(thing)] or things
        kinds: tuple[Refusal, ...] = {2: (None,), 3: (None, ConflictError), 1: NEAR}.get(likely, ())
        for kind in kinds:
            for one in (who, *self.model.who.values()):
                found = [thing for thing in things if refusal(one, thing) is kind]
                if found:
                    return one, self.pick(at, found)
        return who, self.pick(at, things)

    def is_closed(self, thing: object) -> bool:
        """Whether a thing is of a closed year, and decided: what nobody may touch any more."""
        if isinstance(thing, Posted):
            thing = next((one for one in self.model.entries.values() if one.key == thing.key), None)
        if isinstance(thing, Entered):
            return thing.status == "approved" and self.model.closed_entry(thing)
        return isinstance(thing, Came) and self.model.closed_outcome(thing.draft)

    def left(self, tag: str, who: Who, times: int = 1) -> None:
        """Expect records of the trail."""
        self.model.trail[tag, who.account] += times

    def post(self, posted: Posted) -> None:
        """Expect a posting."""
        self.model.pending.append(posted)
