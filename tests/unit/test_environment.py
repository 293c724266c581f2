"""The environment is made once, repaired when broken, and installs only what changed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in a folder with spaces, whose requirements name no package (no network)."""
    folder = tmp_path / "a folder with spaces"
    (folder / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "environment.py", folder / ".ci")
    (folder / "requirements.txt").write_text("# nothing\n")
    (folder / "requirements-dev.txt").write_text("-r requirements.txt\n")
    return folder


def prepare(checkout: Path, requirements: str) -> list[str]:
    """What the script says, line by line."""
    command = [sys.executable, str(checkout / ".ci" / "environment.py"), requirements]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


MADE = "Making the environment .venv ..."
INSTALLED = "Installing requirements.txt into .venv, once (a minute or two) ..."
TOOLS = "Installing requirements-dev.txt into .venv, once (a minute or two) ..."


def test_environment_is_made_once_and_repaired(checkout: Path) -> None:
    assert prepare(checkout, "requirements.txt") == [MADE, INSTALLED]
    assert prepare(checkout, "requirements.txt") == []
    assert prepare(checkout, "requirements-dev.txt") == [TOOLS]
    assert prepare(checkout, "requirements.txt") == []

    (checkout / "requirements.txt").write_text("# changed\n")
    assert prepare(checkout, "requirements-dev.txt") == [TOOLS]
    assert prepare(checkout, "requirements.txt") == []

    (checkout / ".venv" / "bin" / "python").unlink()
    assert prepare(checkout, "requirements.txt") == [MADE, INSTALLED]


def test_failed_installation_is_said_and_done_again(checkout: Path) -> None:
    (checkout / "requirements.txt").write_text("./no such package\n")
    command = [sys.executable, str(checkout / ".ci" / "environment.py"), "requirements.txt"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        "pip could not install requirements.txt; its message is above. Mend it, run make again."
    )
    (checkout / "requirements.txt").write_text("# nothing\n")
    assert prepare(checkout, "requirements.txt") == [INSTALLED]
