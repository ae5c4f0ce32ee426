"""The key of a form: a second sending gets the first one's result, also at the same moment."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy.orm import Session

from ledger.store.engine import make_engine
from ledger.store.form_keys import KeyReusedError
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW


def alice_of(uow: UnitOfWork) -> int:
    account = uow.accounts.by_username("alice")
    assert account is not None
    return account.id


def test_the_same_form_again_gets_the_same_result(uow: UnitOfWork) -> None:
    account = alice_of(uow)
    with uow:
        assert uow.form_keys.claim(account, "k", "body", NOW) is None
        uow.form_keys.settle(account, "k", "entry-1")
        uow.commit()

    with uow:
        assert uow.form_keys.claim(account, "k", "body", NOW) == "entry-1"


def test_a_result_that_is_known_beforehand_needs_no_settling(uow: UnitOfWork) -> None:
    account = alice_of(uow)
    with uow:
        assert uow.form_keys.claim(account, "k", "body", NOW, "entry-1") is None
        uow.commit()

    with uow:
        assert uow.form_keys.claim(account, "k", "body", NOW, "entry-2") == "entry-1"


def test_the_key_with_other_content_is_refused(uow: UnitOfWork) -> None:
    account = alice_of(uow)
    with uow:
        uow.form_keys.claim(account, "k", "body", NOW)
        uow.commit()

    with pytest.raises(KeyReusedError), uow:
        uow.form_keys.claim(account, "k", "other", NOW)


def test_what_was_rolled_back_leaves_the_key_free(uow: UnitOfWork) -> None:
    account = alice_of(uow)
    with uow:
        uow.form_keys.claim(account, "k", "body", NOW)

    with uow:
        assert uow.form_keys.claim(account, "k", "body", NOW) is None


def test_eight_clicks_at_once_act_once(database_url: str, uow: UnitOfWork) -> None:
    account = alice_of(uow)
    uow.session.rollback()
    results: list[str | None] = []
    ready = threading.Barrier(8)

    def click() -> None:
        engine = make_engine(database_url)
        with Session(engine) as session:
            mine = UnitOfWork(session)
            ready.wait()
            with mine:
                found = mine.form_keys.claim(account, "k", "body", NOW)
                if found is None:
                    mine.form_keys.settle(account, "k", "done")
                mine.commit()
            results.append(found)
        engine.dispose()

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results, key=str) == sorted([None, *["done"] * 7], key=str)
