"""What the fixtures promise: under SCORECARD_CI=1 nothing is skipped."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = """
import pytest

def test_passes(): pass

def test_skips_itself(): pytest.skip("absent")

@pytest.mark.skip(reason="never")
def test_is_marked(): pass

@pytest.mark.xfail
def test_fails_as_expected(): assert False
"""
MODULE = 'import pytest\npytest.importorskip("no_such_module")\n'


@pytest.mark.parametrize(
    ("ci", "expected"),
    [
        ("", {"passed": 1, "skipped": 3, "xfailed": 1}),
        ("1", {"passed": 1, "failed": 2, "errors": 2}),
    ],
)
def test_skip_is_a_failure_in_ci_only(tmp_path: Path, ci: str, expected: dict[str, int]) -> None:
    (tmp_path / "test_some.py").write_text(TESTS)
    (tmp_path / "test_module.py").write_text(MODULE)
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-q", str(tmp_path),
               "--rootdir", str(tmp_path), "-c", os.devnull,
               "--continue-on-collection-errors"]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "SCORECARD_CI": ci},
                          capture_output=True, text=True, check=False)  # fmt: skip
    last = done.stdout.strip().splitlines()[-1]
    found = {
        what: int(n)
        for n, what in re.findall(r"(\d+) (passed|failed|skipped|xfailed|errors)", last)
    }
    assert found == expected
    assert (done.returncode == 0) == (ci == "")
