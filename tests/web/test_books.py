"""账册核验: the last checkpoint to copy, the last verification in words; for auditors and the department."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import text

from ledger.config import Config
from ledger.services.checkpoint_files import checkpoint_folder
from ledger.services.verify_ledger import record_verification
from ledger.store.unit_of_work import UnitOfWork
from tests.books import keep_books, sign, verified
from tests.conftest import Act, SignIn


def test_a_ledger_without_checkpoints_says_what_to_do(browse: SignIn) -> None:
    html = browse("ada").get("/books").get_data(as_text=True)

    assert "还没有核验过" in html
    assert "还没有检查点" in html


def test_the_checkpoint_can_be_copied_as_it_was_signed(
    browse: SignIn, uow: UnitOfWork, act: Act, config: Config
) -> None:
    seal = keep_books(uow, act, config.data_dir)
    made = sign(uow, seal)
    record_verification(seal.folder, verified(uow, seal))

    for username in ("ada", "dana"):
        html = browse(username).get("/books").get_data(as_text=True)
        assert made.note.signatures[0].line().strip().split(" ")[1] in html
        assert made.checkpoint.shown_root in html
        assert "没有发现损坏" in html
        assert "与检查点逐行相同" in html


def test_damage_is_shown_with_what_to_do(browse: SignIn, uow: UnitOfWork, act: Act, config: Config) -> None:
    seal = keep_books(uow, act, config.data_dir)
    sign(uow, seal)
    found = verified(uow, replace(seal, key_file=config.data_dir / "none.key"))
    record_verification(seal.folder, found)

    html = browse("ada").get("/books").get_data(as_text=True)

    assert "发现 2 处损坏" in html
    assert "checkpoint 1：没有一个已知密钥的有效签名" in html
    assert "保护现场" in html
    browser = browse("ada")
    browser.post("/language", {"language": "en"})
    english = browser.get("/books").get_data(as_text=True)
    assert "checkpoint 1: no known key has signed it" in english


def test_a_record_that_was_damaged_is_no_error(browse: SignIn, config: Config) -> None:
    folder = checkpoint_folder(config.data_dir)
    folder.mkdir()
    for written in ("", "[]", "{}", '{"at": "never", "size": 1, "checkpoint": 0, "damaged": 0, "lines": []}'):
        (folder / "verified.json").write_text(written)
        assert browse("ada").get("/books").status_code == 200


def test_a_note_that_was_damaged_is_said_to_be(
    browse: SignIn, uow: UnitOfWork, act: Act, config: Config
) -> None:
    sign(uow, keep_books(uow, act, config.data_dir))
    with uow:
        if uow.session.get_bind().dialect.name == "sqlite":
            uow.session.execute(text("DROP TRIGGER checkpoint_no_update"))
        else:
            uow.session.execute(text("SET LOCAL session_replication_role = replica"))
        uow.session.execute(text("UPDATE checkpoint SET note = 'x'"))
        uow.commit()

    assert "读不出来" in browse("ada").get("/books").get_data(as_text=True)


def test_others_do_not_see_it(browse: SignIn) -> None:
    for username in ("alice", "bob", "sam", "sue"):
        assert browse(username).get("/books").status_code == 403
