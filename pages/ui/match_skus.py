"""Article numbers that the register does not know, by the money of their refused rows."""

from __future__ import annotations

import streamlit as st

from pages.ui import data
from pages.ui.errors import action
from pages.ui.html import show, tag
from pages.ui.match_parts import card_head, decisions, nothing_waits, remember
from pages.ui.reader import Reader
from pages.ui.text import plain, t, tn
from scorecard.access import Role, Viewer
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.report import UploadReport

MOST = 20


def articles(viewer: Viewer, reader: Reader) -> None:
    """What waits, most money first, then the decisions made."""
    queue = data.sku_queue(viewer.scope)
    if queue:
        words = reader.t(
            "Rows with article numbers that no product bears are refused. Say once which product "
            "a sender means: its waiting rows land from the files that are here, and files to "
            "come are read so."
        )
        show(tag("p", words, class_="ps-note"))
    else:
        nothing_waits(reader.t("Every article number of the files that landed is known."))
    for one in queue[:MOST]:
        with st.container(border=True, gap="xsmall", key=f"article_{one.sku_key}"):
            show(card_head(one.written, reader.money(one.net_minor), _facts(one, reader)))
            _suggestions(viewer, one, str(one.sku_key), reader)
    if len(queue) > MOST:
        more = reader.tn("{n} more comes up as you decide.", "{n} more come up as you decide.",
                         len(queue) - MOST)  # fmt: skip
        show(tag("p", more, class_="ps-note"))
    decisions(viewer, ("sku",), reader)


def in_file(viewer: Viewer, report: UploadReport, number: int, reader: Reader) -> None:
    """Unknown article numbers of a file before it lands: each settled here is read anew."""
    if viewer.role is not Role.CHIEF or report.kind is not FileKind.SELL_THROUGH:
        return
    unknown = data.unknown_in(viewer.scope, report.sender or "", report.refused)
    if not unknown:
        return
    label = reader.tn("{n} unknown article number", "{n} unknown article numbers", len(unknown))
    with st.expander(label, icon=":material/barcode:"):
        words = reader.t("Say which product the sender means; the file is then read again.")
        show(tag("p", words, class_="ps-note"))
        for one in unknown[:MOST]:
            with st.container(border=True, gap="xsmall", key=f"article_{number}_{one.sku_key}"):
                show(card_head(one.written, "", _facts(one, reader)))
                _suggestions(viewer, one, f"{number}_{one.sku_key}", reader)


def _facts(one: data.UnknownSku, reader: Reader) -> list[str]:
    facts = [
        one.sender or reader.t("own"),
        reader.tn("{n} refused row", "{n} refused rows", one.n_rows),
    ]
    if one.n_unread:
        facts.append(reader.tn("{n} row without an amount", "{n} rows without an amount",
                               one.n_unread))  # fmt: skip
    if one.reason == "SKU_CORRUPTED":
        facts.append(reader.t("spoilt by a spreadsheet program"))
    return facts


def _suggestions(viewer: Viewer, one: data.UnknownSku, key: str, reader: Reader) -> None:
    if not one.suggestions:
        show(tag("p", reader.t("No product has a number or name like this."), class_="ps-note"))
    for number, found in enumerate(one.suggestions):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.button(
                plain(f"{found.name} ({found.sku})"), icon=":material/link:", on_click=_decide,
                args=(viewer, one, found.sku), key=f"article_{key}_{number}",
            )  # fmt: skip
            score = tag("b", reader.share(found.score)), " ", reader.t("alike")
            show(tag("span", *score, class_="ps-match-why"), narrow=True)
    with st.popover(reader.t("Another product"), icon=":material/search:",
                    key=f"product_{key}"):  # fmt: skip
        _search(viewer, one, key, reader)


def _search(viewer: Viewer, one: data.UnknownSku, key: str, reader: Reader) -> None:
    words = st.text_input(
        reader.t("Name or article number"), max_chars=100, key=f"words_{key}"
    ).strip()
    found = data.find_products(viewer.scope, words) if words else []
    if words and not found:
        show(tag("p", reader.t("No product matches"), class_="ps-note", role="status"))
    for sku, name in found:
        st.button(
            plain(f"{name} ({sku})"), on_click=_decide, args=(viewer, one, sku),
            key=f"product_{key}_{sku}",
        )  # fmt: skip


@action
def _decide(viewer: Viewer, one: data.UnknownSku, sku: str) -> str:
    with st.spinner(t("Reading the waiting rows again")):
        done = data.decide_sku(viewer, one.sender, one.written, sku)
    remember("sku", one.sku_key)
    if not done.n_landed and not done.n_left:
        return t("“{written}” is {sku} now.", written=plain(one.written), sku=plain(sku))
    said = tn(
        "“{written}” is {sku} now; {n} waiting row landed.",
        "“{written}” is {sku} now; {n} waiting rows landed.",
        done.n_landed, written=plain(one.written), sku=plain(sku),
    )  # fmt: skip
    if done.n_left:
        said += " " + tn(
            "{n} row did not: it has another fault or no document number. Have it mended and "
            "sent again.",
            "{n} rows did not: they have another fault or no document number. Have them mended "
            "and sent again.",
            done.n_left,
        )  # fmt: skip
    return said
