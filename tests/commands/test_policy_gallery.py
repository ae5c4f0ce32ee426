"""`taizhang policy gallery`: the templates in a line each, and one whole, ready to be a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ledger.cli import main
from ledger.services.policy_gallery import gallery

PILOT = Path(__file__).parents[2] / "ledger/data/policies/pilot.toml"


def called(*args: str | Path) -> Result:
    return CliRunner().invoke(main, ["policy", *map(str, args)])


def test_the_list_has_one_line_for_each_template() -> None:
    lines = called("gallery").output.splitlines()
    assert [line.split("  ")[0].strip() for line in lines] == [one.name for one in gallery()]
    assert all(line.endswith(f"{one.title}：{one.about}") for line, one in zip(lines, gallery(), strict=True))


@pytest.mark.parametrize("name", [one.name for one in gallery()])
def test_what_is_printed_is_the_document_byte_for_byte_and_passes_the_check(
    name: str, tmp_path: Path
) -> None:
    printed = called("gallery", name)
    file = tmp_path / "mine.toml"
    file.write_bytes(printed.stdout_bytes)
    assert printed.exit_code == 0
    assert printed.stdout_bytes in [one.document for one in gallery()]
    assert called("check", file).exit_code == 0


@pytest.mark.parametrize(("zone", "status"), [("Asia/Urumqi", 0), ("Asia/Nowhere", 2)])
def test_the_check_knows_which_time_zones_there_are(zone: str, status: int, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(PILOT.read_bytes().replace(b"Asia/Shanghai", zone.encode()))
    done = called("check", file)
    assert done.exit_code == status
    assert ("没有这个时区" in done.output) == (status == 2)


def test_a_name_that_is_not_there_is_a_sentence_and_status_1() -> None:
    done = called("gallery", "nothing")
    assert done.exit_code == 1
    assert "没有叫“nothing”的样本" in done.stderr
