"""The documentation names everything there is: commands, options, settings, variables, columns."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from cli import app
from commands.delivery import DeliverySettings
from pages.ui.config import AppSettings
from scorecard.i18n.catalogue import LANGUAGES
from scorecard.i18n.text import spoken
from scorecard.ingest.document import files_markdown
from scorecard.ingest.issue_texts import TEXTS
from scorecard.ingest.kinds import ROWS, FileKind
from scorecard.ingest.mapping import Mapping, Wide
from scorecard.ingest.reasons import page_name, reasons_markdown
from scorecard.settings import ProgrammeSettings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
EVERYWHERE = {"--db", "--json", "--help"}  # said once for all commands


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def commands(group: TyperGroup, before: str = "") -> list[tuple[str, TyperCommand]]:
    found = []
    for name, command in sorted(group.commands.items()):
        if isinstance(command, TyperGroup):
            found += commands(command, f"{before}{name} ")
        else:
            found.append((before + name, command))
    return found


COMMANDS = commands(get_command(app))


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_command_and_its_options_are_documented(name: str, command: TyperCommand) -> None:
    rows = [row for row in text("commands.md").splitlines() if row.startswith(f"| `{name} ")]
    rows += [row for row in text("commands.md").splitlines() if row.startswith(f"| `{name}`")]
    assert len(rows) == 1
    words = {word for option in command.params for word in option.opts if word.startswith("--")}
    documented = set(re.findall(r"--[a-z-]+", rows[0]))
    assert documented - EVERYWHERE == words - EVERYWHERE
    assert ("--json" in words) == ("--json" in documented)


def test_every_row_of_commands_is_a_command() -> None:
    rows = re.findall(r"^\| `([a-z-]+(?: [a-z]+)?)[ `]", text("commands.md"), re.MULTILINE)
    fields = {"accepted", "rejected", "ignored", "totals"}  # of the JSON
    assert sorted(set(rows) - fields) == sorted(name for name, _command in COMMANDS)


def test_environment_variables_are_documented() -> None:
    known = {f"SCORECARD_{name.upper()}" for name in AppSettings.model_fields}
    known |= {f"SCORECARD_{name.upper()}" for name in DeliverySettings.model_fields}
    known |= {"SCORECARD_CI", "SCORECARD_SHARED"}
    sources = [
        *ROOT.glob("*.py"),
        *ROOT.glob("tests/*.py"),
        ROOT / ".ci" / "run",
        ROOT / "Makefile",
    ]
    for folder in ("scorecard", "db", "pages", "commands", "benchmarks"):
        sources += ROOT.joinpath(folder).rglob("*.py")
    used = {
        name
        for source in sources
        for name in re.findall(r"SCORECARD_[A-Z]+(?:_[A-Z]+)*", source.read_text(encoding="utf-8"))
    }
    documented = set(re.findall(r"^\| `(SCORECARD_[A-Z_]+)`", text("configuration.md"), re.M))
    assert documented == known
    assert used <= known


def test_programme_settings_are_documented_with_their_defaults() -> None:
    rows = text("configuration.md").split("## Settings of the programme")[1].split("\n## ")[0]
    names = re.findall(r"^\| `([a-z_]+)` \|", rows, re.MULTILINE)
    assert names == list(ProgrammeSettings.model_fields)
    for name, field in ProgrammeSettings.model_fields.items():
        default = "empty: today" if field.default is None else str(field.default)
        assert f"| `{name}` | {default} |" in rows


def test_variables_of_make_are_documented_with_their_defaults() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    variables = re.findall(r"^([A-Z]+) \?= (.*)$", makefile, re.MULTILINE)
    assert len(variables) == 5
    for name, default in variables:
        assert f"| `{name}` | `{default}` |" in text("configuration.md")


def test_files_page_is_made_from_the_kinds() -> None:
    assert text("files.md") == files_markdown()
    for kind in FileKind:
        section = text("files.md").split(f"\n## {kind.value}\n")[1].split("\n## ")[0]
        assert re.findall(r"^\| `([a-z_]+)` \|", section, re.MULTILINE) == list(
            ROWS[kind].model_fields
        )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_reasons_page_is_made_from_the_texts(lang: str) -> None:
    page = text(page_name(lang))
    assert page == reasons_markdown(lang)
    for code, words in TEXTS.items():
        rows = [row for row in page.splitlines() if row.startswith(f"| `{code}` |")]
        assert len(rows) == 1
        assert f"| {spoken(words.title, lang)} |" in rows[0]


def test_parts_of_a_mapping_are_documented() -> None:
    before, after = text("mapping.md").split("`wide` has these parts:")
    assert set(_first_cells(before)) == set(Mapping.model_fields)
    assert set(_first_cells(after)) == set(Wide.model_fields)


def _first_cells(page: str) -> list[str]:
    cells = re.findall(r"^\| (`[^|]*`) \|", page, re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`([a-z_]+)`", cell)]


def test_links_between_pages_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *ROOT.glob("benchmarks/*.md")]
    for page in pages:
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if not link.startswith("http"):
                assert (page.parent / link).exists(), f"{page.name} -> {link}"


def test_every_decision_is_in_the_list() -> None:
    listed = re.findall(r"\((\d{4}-[a-z-]+\.md)\)", text("adr/README.md"))
    assert listed == sorted(path.name for path in DOCS.glob("adr/0*.md"))
