"""`qbr` on the command line: one deck, all decks, what is wrong in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli import app
from db.store import Store
from scorecard.access import EVERYTHING
from scorecard.reports.qbr.check import deck_faults
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
    assert deck_faults(data) == []
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


def test_the_form_follows_the_ending_or_is_asked_for(programme_url: str, tmp_path: Path) -> None:
    page, mail, digest = tmp_path / "a.pdf", tmp_path / "a.html", tmp_path / "d.html"
    run(programme_url, "A1", "--out", str(page))
    run(programme_url, "A1", "--out", str(mail), "--url", "https://x.example")
    run(programme_url, "A1", "--out", str(digest), "--form", "digest")
    assert page.read_bytes()[:5] == b"%PDF-"
    said, short = mail.read_text("utf-8"), digest.read_text("utf-8")
    assert [key for key in ("commitments", "pipeline", "summary") if f'id="{key}"' in said] == [
        "commitments", "pipeline", "summary"]  # fmt: skip
    assert [key for key in ("commitments", "pipeline", "summary") if f'id="{key}"' in short] == [
        "summary"]  # fmt: skip
    assert "https://x.example/partner?p=A1" in said.replace("&amp;", "&")
    assert Store.open(programme_url).decks(EVERYTHING) == ()  # only decks are kept as decks


def test_all_in_another_form(programme_url: str, tmp_path: Path) -> None:
    said = run(programme_url, "--all", "--form", "digest", "--out", str(tmp_path / "mail.d"))
    assert said.stdout.strip() == f"6 files in {tmp_path / 'mail.d'}"
    names = sorted(file.name for file in (tmp_path / "mail.d").iterdir())
    assert (len(names), names[0]) == (6, "A1-2026Q2-digest.html")


def test_a_form_that_there_is_not(programme_url: str, tmp_path: Path) -> None:
    said = run(programme_url, "A1", "--out", str(tmp_path / "a.docx"), code=2).output
    assert "no form “docx”" in said
    assert "pptx, pdf, html, digest, deck-pdf" in said.replace("\n", " ")
    assert "no form “word”" in run(programme_url, "A1", "--form", "word", code=2).output


def test_a_pdf_of_the_deck_without_libreoffice(
    programme_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    file = tmp_path / "a.pdf"
    said = run(programme_url, "A1", "--form", "deck-pdf", "--out", str(file), code=2)
    assert "needs LibreOffice, which is not installed here" in said.output
    assert not file.exists()


def test_a_deck_is_checked(programme_url: str, tmp_path: Path) -> None:
    file = tmp_path / "a1.pptx"
    run(programme_url, "A1", "--out", str(file))
    fine = RUN.invoke(app, ["qbr", "--check", str(file)])
    assert (fine.exit_code, fine.stdout) == (0, f"{file}: every part is in order\n")
    lines = tmp_path / "notes.pptx"
    lines.write_text("no deck")
    bad = RUN.invoke(app, ["qbr", "--check", str(lines)])
    assert (bad.exit_code, "notes.pptx is no deck" in bad.output) == (2, True)


def test_the_quarter_has_to_be_said(programme_url: str) -> None:
    said = RUN.invoke(app, ["qbr", "A1", "--db", programme_url])
    assert (said.exit_code, "--period" in said.output) == (2, True)
