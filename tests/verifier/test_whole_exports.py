"""What `export-all` writes, held against the verifier that stands alone, whole and with another manifest."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.services.export_all import export_all
from ledger.services.export_checkpoints import MANIFEST_NOTE
from ledger.store.unit_of_work import UnitOfWork
from tests.books import keep_books, sign
from tests.cast import NOW
from tests.conftest import Act
from tests.verifier.test_verify_taizhang import run


@pytest.mark.parametrize("name", ["whole", "whole.zip"])
def test_what_export_all_writes_is_sound_and_its_manifest_has_its_digest(
    uow: UnitOfWork, act: Act, tmp_path: Path, name: str
) -> None:
    seal = keep_books(uow, act, tmp_path)
    sign(uow, seal)
    url = uow.session.get_bind().engine.url.render_as_string(hide_password=False)
    target = tmp_path / name
    export_all(url, tmp_path, target, key_file=seal.key_file, version="0", at=NOW, secrets=False)
    status, text = run(target)
    assert (status, "0 处损坏" in text) == (0, True), text

    if target.is_dir():
        manifest = target / "manifest.json"
        manifest.write_bytes(manifest.read_bytes() + b" ")
        (target / MANIFEST_NOTE).unlink()
        status, text = run(target)
        assert (status, "manifest.json : 内容与清单的摘要值不符" in text) == (1, True), text
