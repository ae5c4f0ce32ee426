"""The refusals of the ledger: each builds its own sentence, translated where it is shown."""

from __future__ import annotations

from typing import ClassVar

from ledger.domain.wording import N_, Say, Sentence, in_chinese


class LedgerError(Exception):
    """What was asked cannot be done, in a sentence that says what to do instead."""

    text: ClassVar[str] = N_("这一步没有办成，请检查后再试。")

    def __init__(self, **values: object) -> None:
        self.sentence = Sentence(self.text, values)
        super().__init__(self.sentence.say())

    def say(self, say: Say = in_chinese) -> str:
        """The sentence in the reader's language."""
        return self.sentence.say(say)


class NotFoundError(LedgerError):
    """There is nothing of that name that this person may see."""

    text = N_("没有找到这一项，也可能无权查看；请从列表里重新查找。")


class ForbiddenError(LedgerError):
    """The person sees the object but may not do this to it."""

    text = N_("没有办理这一步的权限。")


class ConflictError(LedgerError):
    """The object has moved on since the page was loaded, or a key was used for something else."""

    text = N_("别处刚刚改过这一项，这次填写的没有保存。请重新打开，看过最新内容后再办。")


class InvalidError(LedgerError):
    """What was entered cannot stand; `faults` names each field and what is wrong with it."""

    text = N_("有几处需要修改。")

    def __init__(self, faults: dict[str, Sentence] | None = None, **values: object) -> None:
        self.faults: dict[str, Sentence] = faults or {}
        super().__init__(**values)
