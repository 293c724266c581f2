"""Presentation in the app itself: one finding a slide, full width, arrow keys, drill on demand."""

from __future__ import annotations

from pages.ui import qbr_controls as controls
from pages.ui.address import here
from pages.ui.html import Html, join, show, show_script, tag
from pages.ui.reader import Reader
from scorecard.i18n import formats
from scorecard.reports.qbr.outline import Outline
from scorecard.reports.qbr.web.pages import slide_html


def show_presentation(outline: Outline, lang: str, reader: Reader) -> None:
    """The slide that the address asks for; arrow keys press the links below it."""
    at, last = controls.slide_asked(outline), len(outline.slides) - 1
    slide = outline.slides[at]
    show_script("./app/static/present.js")
    show(
        tag("div", Html(slide_html(slide, lang, ".")), class_="ps-stage", lang=lang),
        tag(
            "nav",
            _step(at - 1, reader.t("Back"), "‹", "ps-prev") if at else tag("span"),
            tag("span", f"{outline.partner_name} · {formats.period(outline.period, lang)} · "
                f"{at + 1} / {last + 1}", class_="ps-note"),
            _step(at + 1, reader.t("Next"), "›", "ps-next") if at < last else tag("span"),
            tag("a", reader.t("Close"), class_="ps-close",
                href=here(**{controls.PRESENT: "", controls.SLIDE: ""})),
            class_="ps-stage-foot", aria_label=reader.t("Slides"),
        ),
    )  # fmt: skip


def _step(at: int, words: str, sign: str, kind: str) -> Html:
    sign_ = tag("span", sign, aria_hidden="true")
    parts = [sign_, " ", words] if sign == "‹" else [words, " ", sign_]
    return tag("a", join(parts), class_=kind, href=here(**{controls.SLIDE: str(at + 1)}))
