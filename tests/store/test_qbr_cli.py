"""`qbr` on the command line: one deck, all decks, what is wrong in one sentence."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner, Result

from cli import app
from commands.qbr import file_name
from db.store import Store
from scorecard.access import EVERYTHING
from scorecard.reports.qbr.outline import Edition
from tests.store import deck_reader as read

RUN = CliRunner()
WHEN = ("--period", "2026Q2", "--as-of", "2026-07-20")


def run(url: str, *words: str, code: int = 0) -> Result:
    result = RUN.invoke(app, ["qbr", *words, *WHEN, "--db", url])
    assert result.exit_code == code, result.output
    return result


def test_one_deck_in_a_language_is_kept(programme_url: str, tmp_path: Path) -> None:
    file = tmp_path / "a1.pptx"
    said = run(programme_url, "A1", "--lang", "pl", "--edition", "internal", "--out", str(file),
               "--url", "https://x.example")  # fmt: skip
    assert said.stdout.strip() == str(file)
    data = file.read_bytes()
    assert read.faults(data) == []
    assert "https://x.example/partner?p=A1" in read.everything(data).replace("&amp;", "&")
    (kept,) = Store.open(programme_url).decks(EVERYTHING)
    assert (kept.partner_code, kept.language, kept.edition) == ("A1", "pl", Edition.INTERNAL)


def test_all_decks_into_a_folder(programme_url: str, tmp_path: Path) -> None:
    said = run(programme_url, "--all", "--out", str(tmp_path / "out"), "--no-keep")
    assert said.stdout.strip() == f"6 decks in {tmp_path / 'out'}"
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        f"{code}-2026Q2.pptx" for code in ("A1", "A2", "A3", "B1", "B2", "B3")
    ]
    assert Store.open(programme_url).decks(EVERYTHING) == ()


def test_what_is_wrong_is_one_sentence(programme_url: str) -> None:
    assert "Name one partner" in run(programme_url, code=2).output
    assert "Name one partner" in run(programme_url, "A1", "--all", code=2).output
    assert "no edition" in run(programme_url, "A1", "--edition", "secret", code=2).output
    assert "ZZ" in run(programme_url, "ZZ", code=2).output


def test_codes_are_no_paths() -> None:
    assert file_name("../a b") == "___a_b"
    assert file_name("P001") == "P001"
    assert file_name("") == "partner"
