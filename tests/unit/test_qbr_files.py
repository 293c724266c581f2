"""Decks that are checked and converted: planted faults are named, an office is never waited for."""

from __future__ import annotations

import io
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from scorecard.reports.qbr.check import deck_faults
from scorecard.reports.qbr.deck.house import house_template
from scorecard.reports.qbr.forms import Form, file_name, form_of
from scorecard.reports.qbr.office import deck_pdf
from tests.programme import refused

MASTER = "ppt/slideMasters/slideMaster1.xml"


def _changed(change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The house's template with parts that `change` has changed."""
    with zipfile.ZipFile(io.BytesIO(house_template())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _with(part: str, xml: str) -> bytes:
    return _changed(lambda parts: parts.update({part: xml.encode()}))


def test_a_deck_in_order_has_no_faults() -> None:
    assert deck_faults(house_template()) == []
    assert deck_faults(_changed(dict.copy)) == []


@pytest.mark.parametrize(
    ("part", "xml", "fault"),
    [
        ("ppt/x.xml", "<a><b></a>", "ppt/x.xml: no XML, "),
        ("ppt/x.blob", "x", "ppt/x.blob: no content type"),
        ("ppt/x.xml", '<a><cNvPr id="2"/><cNvPr id="2"/></a>', "ppt/x.xml: shape id 2 twice"),
        ("ppt/x.xml", '<a><axId val="-5"/></a>', "ppt/x.xml: axis id -5"),
        ("ppt/x.xml", '<a><axId val="2147483648"/></a>', "ppt/x.xml: axis id 2147483648"),
        ("ppt/x.xml", '<a><crossAx val="0"/></a>', "ppt/x.xml: axis id 0"),
        ("ppt/x.xml", '<a xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
         'relationships" r:id="rId9"/>', "ppt/x.xml: relationship rId9 is not there"),
        ("ppt/_rels/x.xml.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/'
         '2006/relationships"><Relationship Id="rId1" Target="gone.xml"/></Relationships>',
         "ppt/_rels/x.xml.rels: gone.xml is not there"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_named(part: str, xml: str, fault: str) -> None:
    (found,) = deck_faults(_with(part, xml))
    assert found.startswith(fault)


def test_the_largest_axis_id_is_fine() -> None:
    assert deck_faults(_with("ppt/x.xml", '<a><axId val="2147483647"/></a>')) == []


def test_a_part_that_is_there_twice() -> None:
    file = io.BytesIO(house_template())
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(MASTER, archive.read(MASTER))
    assert deck_faults(file.getvalue()) == [f"{MASTER}: twice"]


def test_what_is_no_deck() -> None:
    with refused("deck_unreadable"):
        deck_faults(b"no zip", "a.pptx")
    with refused("deck_unreadable"):
        deck_faults(_changed(lambda parts: parts.pop("ppt/presentation.xml")), "a.pptx")


def test_the_form_is_asked_for_or_follows_the_ending() -> None:
    assert form_of("") is Form.PPTX
    assert form_of("", ".PDF") is Form.PDF
    assert form_of("deck-pdf", ".pdf") is Form.DECK_PDF
    with refused("bad_qbr_form"):
        form_of("", ".docx")


def test_codes_are_no_paths() -> None:
    assert file_name("../a b", "2026Q2", Form.PPTX) == "___a_b-2026Q2.pptx"
    assert file_name("P001", "2026Q2", Form.DIGEST) == "P001-2026Q2-digest.html"
    assert file_name("P001", "2026Q2", Form.DECK_PDF) == "P001-2026Q2-deck.pdf"
    assert file_name("", "2026Q2", Form.PDF) == "partner-2026Q2.pdf"


def _office(folder: Path, body: str) -> str:
    """A program that is called as LibreOffice is."""
    file = folder / "soffice"
    file.write_text(f"#!/bin/sh\n{body}\n")
    os.chmod(file, 0o755)
    return str(file)


def test_an_office_makes_the_pdf(tmp_path: Path) -> None:
    # $1 profile, $2 headless, $3 norestore, $4 convert-to, $5 pdf, $6 outdir, $7 folder, $8 deck
    program = _office(
        tmp_path, 'echo "$1" > ' + f"{tmp_path}/profile" + '; cat "$8" > "$7/deck.pdf"'
    )
    assert deck_pdf(b"the deck", program) == b"the deck"
    profile = (tmp_path / "profile").read_text().strip()
    assert profile.startswith("-env:UserInstallation=file:///")
    assert deck_pdf(b"another", program) == b"another"
    assert (tmp_path / "profile").read_text().strip() != profile  # one of its own each time
    left = Path(profile.removeprefix("-env:UserInstallation=file://"))
    assert not left.parent.exists()


def test_an_office_that_fails_hangs_or_is_not_there(tmp_path: Path) -> None:
    with refused("office_missing"):
        deck_pdf(b"x", None)
    with refused("office_failed"):
        deck_pdf(b"x", _office(tmp_path, "exit 1"))
    with refused("office_failed"):
        deck_pdf(b"x", str(tmp_path / "nothing"))
    began = time.monotonic()
    with refused("office_failed"):
        deck_pdf(b"x", _office(tmp_path, "exec sleep 30"), seconds=0.2)
    assert time.monotonic() - began < 10
