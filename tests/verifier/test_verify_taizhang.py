"""The verifier that stands alone: the vectors of RFC 8032, a whole export, and every way of changing one."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.services.export_checkpoints import (
    MANIFEST_NOTE,
    checkpoint_lines,
    journal_lines,
    manifest_note,
    public_keys_file,
    seals_lines,
    verifier_file,
)
from ledger.services.make_checkpoint import Seal
from ledger.signing_key import rotate_signing_key
from ledger.store.unit_of_work import UnitOfWork
from tests.books import keep_books, sign
from tests.conftest import Act

LINES = 350


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_taizhang", verifier_file())
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ALONE = load()

RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
        "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_the_vectors_of_rfc_8032(key: str, message: str, signature: str) -> None:
    found = [bytes.fromhex(one) for one in (key, message, signature)]
    assert ALONE.signature_holds(*found)
    assert not ALONE.signature_holds(found[0], found[1] + b"x", found[2])


@settings(max_examples=20, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_it_agrees_with_the_library_and_sees_every_changed_bit(seed: bytes, message: bytes, bit: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key, signature = private.public_key().public_bytes_raw(), private.sign(message)
    flipped = (int.from_bytes(signature, "big") ^ 1 << bit).to_bytes(64, "big")

    assert ALONE.signature_holds(key, message, signature)
    assert not ALONE.signature_holds(key, message, flipped)


def test_a_signature_is_not_taken_in_a_second_form() -> None:
    key, message, signature = (bytes.fromhex(one) for one in RFC_8032[0])
    s = int.from_bytes(signature[32:], "little") + ALONE.ORDER
    assert not ALONE.signature_holds(key, message, signature[:32] + s.to_bytes(32, "little"))
    assert not ALONE.signature_holds(b"\xff" * 32, message, signature)
    assert not ALONE.signature_holds(key[:31], message, signature)


def test_it_is_one_short_file_of_the_standard_library() -> None:
    text = verifier_file().read_text("utf-8")
    imported = [line.split()[1] for line in text.splitlines() if line.startswith(("import ", "from "))]
    assert len(text.splitlines()) <= LINES
    assert set(imported) <= sys.stdlib_module_names
    assert len(imported) >= 5


def write_export(uow: UnitOfWork, seal: Seal, folder: Path) -> Path:
    """The files of an export that the verifier reads, as `export-all` writes them."""
    folder.mkdir()
    with uow:
        contents = {
            "journal.jsonl": b"".join(journal_lines(uow)),
            "checkpoints.jsonl": b"".join(checkpoint_lines(uow)),
            "seals.jsonl": b"".join(seals_lines(uow)),
            "public_keys.json": public_keys_file(seal.key_file),
        }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    write_manifest(folder)
    (folder / MANIFEST_NOTE).write_bytes(
        manifest_note(seal.key_file, (folder / "manifest.json").read_bytes())
    )
    return folder


def write_manifest(folder: Path) -> None:
    files = []
    for path in sorted(folder.glob("*.json*")):
        if path.name != "manifest.json":
            raw = path.read_bytes()
            rows = raw.count(b"\n") if path.suffix == ".jsonl" else None
            files.append({"name": path.name, "rows": rows, "sha256": hashlib.sha256(raw).hexdigest()})
    (folder / "manifest.json").write_text(json.dumps({"format": 1, "files": files}))


@pytest.fixture
def seal(uow: UnitOfWork, act: Act, tmp_path: Path) -> Seal:
    found = keep_books(uow, act, tmp_path)
    sign(uow, found)
    rotate_signing_key(found.key_file)
    sign(uow, found)
    return found


@pytest.fixture
def export(uow: UnitOfWork, seal: Seal, tmp_path: Path) -> Path:
    return write_export(uow, seal, tmp_path / "export")


def run(*arguments: str | Path) -> tuple[int, str]:
    command = [sys.executable, "-I", str(verifier_file()), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    return done.returncode, done.stdout + done.stderr


def test_an_export_as_it_was_written_is_sound(export: Path, seal: Seal, tmp_path: Path) -> None:
    witness = tmp_path / "witness.txt"
    witness.write_text("----\n".join(path.read_text() for path in sorted(seal.folder.glob("0*.txt"))))

    status, text = run(export, "--witness", witness, "--keys", seal.key_file.with_suffix(".pub"))

    assert status == 0, text
    assert "0 处损坏" in text
    assert "第 2 号" in text


def test_a_zip_is_as_good_as_a_folder_and_english_is_spoken(export: Path, tmp_path: Path) -> None:
    packed = tmp_path / "export.zip"
    with zipfile.ZipFile(packed, "w") as file:
        for path in export.iterdir():
            file.write(path, f"taizhang/{path.name}")

    status, text = run(packed, "--lang", "en")

    assert status == 0, text
    assert "last checkpoint: no. 2" in text
    assert "0 damaged" in text


def test_what_is_no_export_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.zip").write_text("no archive")
    for place in (tmp_path / "empty", tmp_path / "text.zip", tmp_path / "missing"):
        status, text = run(place)
        assert status == 2
        assert "Traceback" not in text


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def write(path: Path, found: list[dict[str, object]]) -> None:
    lines = [json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for row in found]
    path.write_text("".join(line + "\n" for line in lines), "utf-8")


def changed_posting(folder: Path) -> None:
    found = rows(folder / "journal.jsonl")
    found[4]["reason"] = "改了"
    write(folder / "journal.jsonl", found)


def lost_posting(folder: Path) -> None:
    found = rows(folder / "journal.jsonl")
    write(folder / "journal.jsonl", found[:4] + found[5:])


def cut_end(folder: Path) -> None:
    write(folder / "journal.jsonl", rows(folder / "journal.jsonl")[:-1])


def swapped_postings(folder: Path) -> None:
    found = rows(folder / "journal.jsonl")
    found[4], found[5] = found[5], found[4]
    write(folder / "journal.jsonl", found)


def rewritten(folder: Path) -> None:
    found, previous = rows(folder / "journal.jsonl"), ""
    found[4]["reason"] = "改了"
    for row in found:
        row["previous"] = previous
        leaf = {name: value for name, value in row.items() if name != "hash"}
        text = json.dumps(leaf, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        row["hash"] = previous = "sha256:" + hashlib.sha256(b"\0" + text.encode()).hexdigest()
    write(folder / "journal.jsonl", found)


def lost_checkpoint(folder: Path) -> None:
    write(folder / "checkpoints.jsonl", rows(folder / "checkpoints.jsonl")[1:])


def changed_checkpoint(folder: Path) -> None:
    found = rows(folder / "checkpoints.jsonl")
    found[1]["note"] = str(found[1]["note"]).replace("time 2026", "time 2025")
    write(folder / "checkpoints.jsonl", found)


def broken_line(folder: Path) -> None:
    path = folder / "journal.jsonl"
    path.write_text(path.read_text("utf-8").replace('{"account_id"', '"account_id"', 1), "utf-8")


def foreign_seal(folder: Path) -> None:
    write(folder / "seals.jsonl", [{"id": 1, "result": "{}", "digest": "sha256:00"}])


def other_moment(folder: Path) -> None:
    found = rows(folder / "journal.jsonl")
    found[4]["at"] = str(found[4]["at"]).removesuffix("Z") + ".000000Z"
    write(folder / "journal.jsonl", found)


def other_blank(folder: Path) -> None:
    path = folder / "journal.jsonl"
    path.write_text(path.read_text("utf-8").replace('{"account_id":', '{"account_id": ', 1), "utf-8")


def other_base64(folder: Path) -> None:
    """The last character of a signature has two bits that nobody reads."""
    found = rows(folder / "checkpoints.jsonl")
    note = str(found[1]["note"])
    assert note.endswith("=\n")
    found[1]["note"] = note[:-3] + chr(ord(note[-3]) + 1) + note[-2:]
    write(folder / "checkpoints.jsonl", found)


CHANGES: dict[Callable[[Path], None], str] = {
    changed_posting: "journal 5: 内容与自身的散列不符",
    lost_posting: "journal 6: 序号不连续",
    cut_end: "账册变短了",
    swapped_postings: "journal 6: 序号不连续",
    rewritten: "checkpoint 1: 账册与检查点的根不符",
    lost_checkpoint: "checkpoint 2: 与上一个检查点不相连",
    changed_checkpoint: "checkpoint 2: 没有一个已知密钥的有效签名",
    broken_line: "journal.jsonl 1: 这一行不是 JSON",
    other_moment: "journal 5: 内容与自身的散列不符",
    other_blank: "journal.jsonl 1: 这一行不是导出的写法",
    other_base64: "checkpoint 2: 不是检查点",
    foreign_seal: "seals 1: 封存内容与摘要值不符",
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_damage_is_named_even_where_the_manifest_was_made_to_fit(
    export: Path, change: Callable[[Path], None]
) -> None:
    change(export)
    write_manifest(export)
    (export / MANIFEST_NOTE).unlink()

    status, text = run(export)

    assert status == 1, text
    assert CHANGES[change] in text


def test_a_file_that_is_missing_changed_or_new_is_named(export: Path) -> None:
    (export / "seals.jsonl").unlink()
    (export / "more.txt").write_text("more")
    with (export / "public_keys.json").open("a") as file:
        file.write(" ")

    status, text = run(export)

    assert status == 2
    assert "Traceback" not in text
    (export / "seals.jsonl").write_text("")
    status, text = run(export)
    assert status == 1
    assert "more.txt" in text
    assert "public_keys.json : 内容与清单的摘要值不符" in text


def test_a_manifest_of_somebody_elses_is_not_signed(export: Path) -> None:
    (export / "more.txt").write_text("more")
    write_manifest(export)
    manifest = json.loads((export / "manifest.json").read_text())
    manifest["files"].append({"name": "more.txt", "sha256": hashlib.sha256(b"more").hexdigest()})
    (export / "manifest.json").write_text(json.dumps(manifest))

    status, text = run(export)

    assert (status, "manifest.json : 没有一个已知密钥的有效签名" in text) == (1, True)


def test_only_the_witness_sees_a_history_that_was_signed_anew(
    uow: UnitOfWork, act: Act, export: Path, seal: Seal, tmp_path: Path
) -> None:
    witness = tmp_path / "witness.txt"
    witness.write_text(sorted(seal.folder.glob("0*.txt"))[0].read_text())
    rewritten(export)
    status, text = run(export, "--witness", witness)

    assert status == 1
    assert "witness 1: 与见证不符" in text
