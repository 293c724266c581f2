"""The weekly digest of one owner: the inbox of "At risk" as HTML and as text.

Names in it are data: every text is escaped in HTML, and control signs (line breaks, terminal
codes) become blanks everywhere, so that no name can add a header, a line or a link.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import quote

from scorecard.i18n.formats import money
from scorecard.i18n.message import Message
from scorecard.i18n.text import render, t, tn
from scorecard.risk.alert_kinds import RULE_NAMES
from scorecard.risk.alert_views import AlertLine, AtRiskPage, PartnerAlerts

MOST_TAIL = 10
STYLE = "font-family:system-ui,sans-serif;color:#1f2933;max-width:44rem;margin:0 auto;padding:1rem"


@dataclass(frozen=True)
class Digest:
    """One owner's week. `subject` has no control sign."""

    owner: str
    as_of: date
    subject: str
    text: str
    html: str
    n_partners: int


def build_digest(page: AtRiskPage, owner: str, lang: str = "en", url: str = "") -> Digest | None:
    """The digest of an owner's page; None where there is nothing to tell.

    Args:
        page: of the owner's scope.
        url: address of the app, for links; "" leaves them out.
    """
    if not (page.inbox or page.queue or page.groups or page.tail):
        return None
    told = _Told(page, lang, url.rstrip("/"))
    n = len(page.inbox)
    head = tn("{n} partner needs you this week", "{n} partners need you this week", n, lang)
    return Digest(
        owner, page.stamp.as_of, clean(f"{page.stamp.as_of:%Y-%m-%d} {head}"),
        "\n".join(told.text(owner, head)), "".join(told.html(owner, head)), n,
    )  # fmt: skip


def clean(text: str) -> str:
    """On one line, without signs that a mail or a terminal would act on."""
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()


@dataclass(frozen=True)
class _Told:
    page: AtRiskPage
    lang: str
    url: str

    def text(self, owner: str, head: str) -> Iterator[str]:
        yield f"{clean(owner)}: {head}" if owner else head
        yield from map(self.said, self.notes())
        for group in self.page.groups:
            yield ""
            yield f"! {self.said(group.headline)}"
        for place, partner in enumerate(self.page.inbox, start=1):
            yield ""
            yield f"{place}. {self.name(partner)}: {self.money(partner.at_stake_minor)}"
            yield from (f"   {self.rule(line)}: {self.said(line.headline)}"
                        for line in partner.alerts)  # fmt: skip
            if self.url:
                yield f"   {self.link(partner)}"
        yield ""
        yield from (self.said(line) for line in self.rest())
        yield from (f"- {clean(line.name)} ({clean(line.partner_code)})"
                    for line in self.page.tail[:MOST_TAIL])  # fmt: skip

    def html(self, owner: str, head: str) -> Iterator[str]:
        yield f'<!doctype html><html><head><meta charset="utf-8"><title>{escape(head)}</title>'
        yield f'</head><body style="{STYLE}"><h1 style="font-size:1.3rem">{escape(head)}</h1>'
        yield f"<p>{escape(clean(owner))}</p>" if owner else ""
        yield from (f"<p>{escape(self.said(note))}</p>" for note in self.notes())
        yield from (f"<p><strong>{escape(self.said(one.headline))}</strong></p>"
                    for one in self.page.groups)  # fmt: skip
        yield "<ol>"
        for partner in self.page.inbox:
            yield f"<li><p><strong>{self.html_name(partner)}</strong>: "
            yield f"{escape(self.money(partner.at_stake_minor))}</p><ul>"
            yield from (f"<li>{escape(self.rule(line))}: {escape(self.said(line.headline))}</li>"
                        for line in partner.alerts)  # fmt: skip
            yield "</ul></li>"
        yield "</ol>"
        yield from (f"<p>{escape(self.said(line))}</p>" for line in self.rest())
        names = (f"{clean(one.name)} ({clean(one.partner_code)})" for one in self.page.tail)
        yield "<ul>" + "".join(f"<li>{escape(name)}</li>" for name in [*names][:MOST_TAIL])
        yield "</ul></body></html>"

    def notes(self) -> Iterator[Message]:
        if self.page.stale is not None:
            yield self.page.stale
        if self.page.late:
            names = ", ".join(one.name for one in self.page.late)
            yield Message("Data is late from {names}: verdicts on their partners are less sure.",
                          {"names": names})  # fmt: skip

    def rest(self) -> Iterator[Message]:
        if self.page.queue:
            n = len(self.page.queue)
            yield Message("{n} more partner waits beyond the week's budget.", {},
                          "{n} more partners wait beyond the week's budget.", n)  # fmt: skip
        if self.page.tail:
            n = len(self.page.tail)
            yield Message("{n} small partner falls silent or fades:", {},
                          "{n} small partners fall silent or fade:", n)  # fmt: skip

    def said(self, message: Message) -> str:
        return clean(render(message, self.lang))

    def rule(self, line: AlertLine) -> str:
        return t(RULE_NAMES[line.rule], self.lang)

    def money(self, minor: int) -> str:
        stake = money(minor, self.page.stamp.currency, self.lang, compact=True)
        return t("{money} at stake", self.lang, money=clean(stake))

    def name(self, partner: PartnerAlerts) -> str:
        return f"{clean(partner.name)} ({clean(partner.partner_code)})"

    def link(self, partner: PartnerAlerts) -> str:
        return f"{self.url}/partner?p={quote(partner.partner_code, safe='')}"

    def html_name(self, partner: PartnerAlerts) -> str:
        name = escape(self.name(partner))
        return f'<a href="{escape(self.link(partner))}">{name}</a>' if self.url else name
