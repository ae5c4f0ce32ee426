"""What came of a fault, and how it is told in one line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from ledger.store.engine import make_engine
from ledger.store.rows import EntryRow

if TYPE_CHECKING:
    from faults.browsing import Watch
    from faults.standing import Standing


@dataclass
class Outcome:
    """The figures of one fault on one kind of database."""

    injected: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    unhandled: int = 0
    between: int = 0
    """States that were neither the one before nor the one after."""
    applies: bool = True
    """Whether this kind of database has such a fault at all; where it has not, nothing was injected."""
    damages: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        """Whether the promise was kept, and the fault really came about."""
        broken = self.lost or self.doubled or self.unhandled or self.between or self.damages
        return not broken and (bool(self.injected) or not self.applies)

    def line(self, name: str, backend: str, seconds: float) -> str:
        """The figures in one line."""
        if not self.applies:
            return "\n      ".join([f"——  {name:<18} {backend:<10} 不适用", *self.notes])
        said = (
            f"{'好' if self.is_well else '坏'}  {name:<18} {backend:<10} 注入 {self.injected:>5}  "
            f"已答复 {self.acknowledged:>6}  丢失 {self.lost}  重复 {self.doubled}  中间状态 {self.between}  "
            f"未处理错误 {self.unhandled}  {seconds:6.1f} 秒"
        )
        return "\n      ".join([said, *self.notes, *self.damages[:5]])


def counted(standing: Standing, watch: Watch, injected: int) -> Outcome:
    """What is in the ledger against what people were told, and what the verifier says of the books."""
    engine = make_engine(standing.url)
    with engine.connect() as connection:
        found = Counter(connection.scalars(select(EntryRow.reference)))
    engine.dispose()
    return Outcome(
        injected=injected,
        acknowledged=len(watch.acknowledged),
        lost=len(watch.acknowledged - found.keys()),
        doubled=sum(number - 1 for number in found.values()),
        unhandled=len(watch.unhandled),
        damages=standing.damages(),
        notes=[f"答复：{dict(sorted(watch.statuses.items()))}", *trouble(standing, watch)],
    )


def trouble(standing: Standing, watch: Watch) -> list[str]:
    """What the server wrote, where somebody was answered by a bare failure."""
    return [standing.said("Error handling request")] if watch.unhandled else []
