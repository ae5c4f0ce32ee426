"""Forms that come twice: as they were, and under the same key with other content."""

from __future__ import annotations

from hypothesis.stateful import precondition, rule

from ledger.domain.errors import ConflictError, ForbiddenError, NotFoundError
from ledger.services.once import FormKey
from tests.stateful.machine import AT, LedgerMachine, Sent
from tests.stateful.model import Came


class ReplayRules(LedgerMachine):
    """Rules about form keys."""

    @precondition(lambda self: self.sent)
    @rule(at=AT)
    def again(self, at: int) -> None:
        """A form that comes again gets the answer of the first time, and nothing happens."""
        sent = self.sent[-1 - at % min(len(self.sent), 6)]
        with self._commits(cut=False) as commits:
            try:
                answer = sent.call(self.actor(self.model.who[sent.who]), sent.form)
            except (NotFoundError, ForbiddenError):
                assert self.is_no_longer_theirs(sent), "a form that came again was refused"
                answer = sent.answer
        assert answer == sent.answer
        assert not commits, "a form that came again was acted on"

    @precondition(lambda self: self.sent)
    @rule(at=AT)
    def reused(self, at: int) -> None:
        """The key of a form does not carry other content, however late it comes."""
        sent = self.sent[-1 - at % min(len(self.sent), 6)]
        other = FormKey(sent.form.key, "other-body")
        try:
            sent.call(self.actor(self.model.who[sent.who]), other)
        except ConflictError:
            return
        raise AssertionError("a form key was accepted with other content")

    def is_no_longer_theirs(self, sent: Sent) -> bool:
        """Whether a form made an outcome that has been changed since to be others' alone."""
        outcomes: dict[object, Came] = {one.key: one for one in self.model.outcomes.values()}
        outcomes.update(self.model.outcomes.items())
        key = sent.answer[0] if isinstance(sent.answer, tuple) else sent.answer
        outcome = outcomes.get(key) if isinstance(key, int | str) else None
        served = set(self.model.who[sent.who].served)
        return outcome is not None and not {person for person, _ in outcome.draft.shares} & served
