"""Topics, and the presets of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, select

from ledger.domain.topic import FIRST_TOPICS, Preset, Topic
from ledger.store.base import table_of
from ledger.store.rows import PresetRow, TopicRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


TOPIC = table_of(TopicRow)
TOPICS = (
    select(TOPIC.c.id, TOPIC.c.code, TOPIC.c.name)
    .where(TOPIC.c.active)
    .order_by(TOPIC.c.position, TOPIC.c.id)
)
IN_USE = select(TOPIC.c.id).where(TOPIC.c.id == bindparam("topic"), TOPIC.c.active)


class Topics:
    """The policy areas."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def fill(self) -> None:
        """Add what a new ledger begins with, as far as it is missing."""
        known = set(self.session.scalars(select(TopicRow.code)))
        for position, (code, name) in enumerate(FIRST_TOPICS.items()):
            if code not in known:
                self.session.add(TopicRow(code=code, name=name, position=position))
        self.session.flush()

    def all(self) -> list[Topic]:
        """The topics in use, in order."""
        return [Topic(*row) for row in self.session.connection().execute(TOPICS)]

    def offers(self, topic_id: int) -> bool:
        """Whether a topic is one of those in use."""
        return self.session.connection().scalar(IN_USE, {"topic": topic_id}) is not None


class Presets:
    """What people log often."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def of_person(self, person_id: int) -> list[Preset]:
        """A person's presets in order."""
        query = select(PresetRow).where(PresetRow.person_id == person_id)
        rows = self.session.scalars(query.order_by(PresetRow.position, PresetRow.id))
        return [to_preset(row) for row in rows]

    def add(self, preset: Preset) -> Preset:
        """A new preset at the end; its key and public name are given here."""
        count = select(func.count()).select_from(PresetRow).where(PresetRow.person_id == preset.person_id)
        row = PresetRow(
            person_id=preset.person_id,
            name=preset.name,
            position=self.session.scalar(count) or 0,
            channel=preset.channel,
            minutes=preset.minutes,
            mode=preset.mode,
            platform=preset.platform,
            place_code=preset.place_code,
            place_name=preset.place_name,
            topic_id=preset.topic_id,
        )
        self.session.add(row)
        self.session.flush()
        return to_preset(row)

    def remove(self, public_id: str, person_id: int) -> None:
        """Take a preset of a person out."""
        self.session.execute(
            delete(PresetRow).where(PresetRow.public_id == public_id, PresetRow.person_id == person_id)
        )


def to_preset(row: PresetRow) -> Preset:
    """The preset that a row holds."""
    return Preset(
        id=row.id,
        public_id=row.public_id,
        person_id=row.person_id,
        name=row.name,
        channel=row.channel,
        mode=row.mode,
        minutes=row.minutes,
        platform=row.platform,
        place_code=row.place_code,
        place_name=row.place_name,
        topic_id=row.topic_id,
    )
