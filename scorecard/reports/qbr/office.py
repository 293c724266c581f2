"""A deck as PDF, by the LibreOffice of this machine."""

from __future__ import annotations

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from scorecard.errors import UserError

PROGRAM = "soffice"
SECONDS = 120  # the first start with a new profile takes several of them


def deck_pdf(deck: bytes, program: str | None, seconds: float = SECONDS) -> bytes:
    """The PDF of a .pptx, a page a slide.

    Every call has a profile of its own: an office that is open on this machine would take the
    order otherwise and hand nothing back.

    Args:
        program: where `PROGRAM` is; None where it is not installed.
        seconds: how long it may take.

    Raises:
        UserError: `office_missing`, `office_failed`.
    """
    if program is None:
        raise UserError("office_missing")
    with TemporaryDirectory(prefix="qbr-") as name:
        folder = Path(name)
        source, made = folder / "deck.pptx", folder / "deck.pdf"
        source.write_bytes(deck)
        profile = (folder / "profile").as_uri()
        order = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore",
                 "--convert-to", "pdf", "--outdir", name, str(source)]  # fmt: skip
        try:
            subprocess.run(order, capture_output=True, timeout=seconds, check=False)
        except (subprocess.TimeoutExpired, OSError) as error:
            raise UserError("office_failed") from error
        if not made.is_file():
            raise UserError("office_failed")
        return made.read_bytes()
