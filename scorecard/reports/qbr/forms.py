"""The forms in which a review is handed out, and each of them made."""

from __future__ import annotations

from enum import StrEnum

from scorecard.errors import UserError
from scorecard.reports.qbr.deck import deck_bytes
from scorecard.reports.qbr.office import deck_pdf
from scorecard.reports.qbr.outline import Outline
from scorecard.reports.qbr.sheet.sheet import one_pager
from scorecard.reports.qbr.web.pages import leave_behind, monthly_digest


class Form(StrEnum):
    PPTX = "pptx"
    PDF = "pdf"
    HTML = "html"
    DIGEST = "digest"
    DECK_PDF = "deck-pdf"


DECKS = (Form.PPTX, Form.DECK_PDF)  # what is kept as a deck when it is handed out
ENDINGS = {
    Form.PPTX: ".pptx", Form.PDF: ".pdf", Form.HTML: ".html", Form.DIGEST: "-digest.html",
    Form.DECK_PDF: "-deck.pdf",
}  # fmt: skip


def form_of(asked: str, ending: str = "") -> Form:
    """The form that was asked for, else that of a file's ending, else the deck.

    Args:
        ending: as `.pdf`, which is the one page.

    Raises:
        UserError: `bad_qbr_form`.
    """
    text = asked or ending.removeprefix(".").lower() or Form.PPTX.value
    if text not in list(Form):
        raise UserError("bad_qbr_form", form=text, forms=", ".join(Form))
    return Form(text)


def file_name(code: str, quarter: str, form: Form) -> str:
    """A name that is a name on every system, whatever the partner's code is."""
    plain = "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in code)
    return f"{plain or 'partner'}-{quarter}{ENDINGS[form]}"


def made(
    outline: Outline, form: Form, lang: str, *, base_url: str = "",
    template: bytes | None = None, office: str | None = None,
) -> bytes:  # fmt: skip
    """A review as a file.

    Args:
        base_url: address of the app, for links; "" leaves them out.
        template: a vendor's own, for decks.
        office: where LibreOffice is, which `DECK_PDF` needs.

    Raises:
        UserError: `template_layouts`, `one_pager_too_long`, `office_missing`, `office_failed`.
    """
    if form in DECKS:
        if form is Form.DECK_PDF and office is None:
            raise UserError("office_missing")
        deck = deck_bytes(outline, lang, base_url=base_url, template=template)
        return deck if form is Form.PPTX else deck_pdf(deck, office)
    if form is Form.PDF:
        return one_pager(outline, lang)
    if form is Form.HTML:
        return leave_behind(outline, lang, base_url)
    return monthly_digest(outline, lang, base_url)
