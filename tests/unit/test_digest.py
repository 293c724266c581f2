"""Digests: hostile names stay data, nothing is sent where it must not go, failures are told."""

from __future__ import annotations

import json
import smtplib
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from commands import delivery
from commands.delivery import DeliverySettings, delivery_settings, mail, post, write
from scorecard.errors import UserError
from scorecard.i18n.message import Message
from scorecard.reports.digest import Digest, build_digest, clean
from scorecard.risk.alert_kinds import AlertRule, AlertState
from scorecard.risk.alert_views import AlertLine, AlertTotals, AtRiskPage, PartnerAlerts
from scorecard.views import SourceFreshness, Stamp

DAY = date(2026, 10, 5)
HOSTILE = '<script>alert(1)</script>\r\nBcc: eve@example.com\x1b[31m "A" & B'


def line(name: str = HOSTILE) -> AlertLine:
    return AlertLine(
        7, AlertRule.SILENT, AlertState.NEW, "partner", 'P"1', name, "Ann", "",
        Message("Last order: {name}", {"name": name}), 1_234_500, "high", DAY, DAY, DAY,
    )  # fmt: skip


def page(name: str = HOSTILE) -> AtRiskPage:
    partner = PartnerAlerts('P"1', name, "Ann", "", "", "silent", 1_234_500, (line(name),))
    late = SourceFreshness("D", name, None, None, None, 3, None, None, None, None)
    return AtRiskPage(
        stamp=Stamp(DAY, 1, "EUR", Message("x"), "1"), day=DAY, stale=None, nothing=None,
        week=(DAY, DAY), owner="Ann", owners=("Ann",), budgets=(),
        totals=AlertTotals(1, 1_234_500, 0, 0, 0, 0, 0, 0, 0), groups=(), inbox=(partner,),
        queue=(), snoozed=(), closed=(), tail=(), n_partners=1, may_act=True, handlers=(),
        freshness=(), late=(late,),
    )  # fmt: skip


def made(name: str = HOSTILE) -> Digest:
    found = build_digest(page(name), "Ann", url="https://app.example/")
    assert found is not None
    return found


def test_the_text_of_a_week() -> None:
    assert made("Carpat Soft").text == (
        "Ann: 1 partner needs you this week\n"
        "Data is late from Carpat Soft: verdicts on their partners are less sure.\n"
        "\n"
        '1. Carpat Soft (P"1): €12.3K at stake\n'
        "   Silent beyond its rhythm: Last order: Carpat Soft\n"
        "   https://app.example/partner?p=P%221\n"
    )
    assert made("Carpat Soft").subject == "2026-10-05 1 partner needs you this week"


def test_a_hostile_name_stays_a_name() -> None:
    digest = made()
    assert "<script" not in digest.html
    assert digest.html.count("&lt;script&gt;") == 3
    assert "\x1b" not in digest.html + digest.text
    assert "\r" not in digest.html + digest.text
    assert [one for one in digest.text.splitlines() if one.startswith("Bcc")] == []
    assert 'href="https://app.example/partner?p=P%221"' in digest.html
    assert clean("a\r\nb\x00\u2028c") == "a  b  c"


def test_nothing_to_do_is_no_digest() -> None:

    assert build_digest(replace(page(), inbox=()), "Ann") is None


def test_files_are_named_by_day_and_owner_and_stay_in_their_folder(tmp_path: Path) -> None:

    html, text = write(tmp_path, replace(made("x"), owner="../../etc/passwd"))
    assert (html.parent, text.parent) == (tmp_path, tmp_path)
    assert html.name.startswith("2026-10-05-etc-passwd-")
    assert text.read_text(encoding="utf-8") == made("x").text + "\n"
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="Nothing can be written to"):
        write(tmp_path / "file", made("x"))


@pytest.mark.parametrize(
    ("url", "taken"),
    [("https://hooks.example/x", True), ("http://127.0.0.1:80/x", True),
     ("http://[::1]/x", True), ("http://localhost/x", True), ("http://hooks.example/x", False),
     ("http://127.0.0.1.evil.example/", False), ("file:///etc/passwd", False),
     ("https://", False), ("https://a.example/\r\nX: 1", False), ("ftp://a.example", False)],
)  # fmt: skip
def test_where_a_webhook_may_be(monkeypatch: pytest.MonkeyPatch, url: str, taken: bool) -> None:
    monkeypatch.setenv("SCORECARD_DIGEST_WEBHOOK", url)
    if taken:
        assert delivery_settings().digest_webhook == url
        return
    with pytest.raises(UserError, match="is no address that a digest may go to"):
        delivery_settings()


def test_mail_goes_encrypted_and_from_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCORECARD_SMTP_HOST", "mail.example")
    monkeypatch.setenv("SCORECARD_DIGEST_FROM", "a@b.example")
    monkeypatch.setenv("SCORECARD_SMTP_SECURITY", "none")
    with pytest.raises(UserError, match="without encryption"):
        delivery_settings()
    monkeypatch.setenv("SCORECARD_SMTP_SECURITY", "tls")
    assert delivery_settings().smtp_security == "tls"
    monkeypatch.setenv("SCORECARD_DIGEST_FROM", "a@b.example\nBcc: c@d.example")
    with pytest.raises(UserError, match="SCORECARD_DIGEST_FROM"):
        delivery_settings()
    monkeypatch.setenv("SCORECARD_SMTP_PORT", "secret-typed-in-the-wrong-place")
    with pytest.raises(UserError) as refused:
        delivery_settings()
    assert "secret" not in str(refused.value)


class Server:
    """A mail server that keeps what it is given."""

    sent: ClassVar[list[EmailMessage]] = []

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def send_message(self, message: EmailMessage) -> None:
        self.sent.append(message)


def test_a_mail_has_one_receiver_and_both_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    Server.sent.clear()
    monkeypatch.setattr(delivery, "_server", lambda settings: Server())
    settings = DeliverySettings(smtp_host="mail.example", digest_from="a@b.example")
    mail(settings, made(), "ann@b.example")
    [message] = Server.sent
    assert message.get_all("To") == ["ann@b.example"]
    assert message["Bcc"] is None
    assert [part.get_content_type() for part in message.iter_parts()] == [
        "text/plain", "text/html",
    ]  # fmt: skip
    for bad in ("ann@b.example\r\nBcc: eve@c.example", "a@b, c@d", "ann", "<a@b>"):
        with pytest.raises(UserError, match="is no e-mail address"):
            mail(settings, made(), bad)


@pytest.mark.parametrize(
    "error", [smtplib.SMTPAuthenticationError(535, b"secret"), ConnectionRefusedError("refused")]
)
def test_a_mail_server_that_fails_is_told(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fails(settings: DeliverySettings) -> Server:
        raise error

    monkeypatch.setattr(delivery, "_server", fails)
    settings = DeliverySettings(smtp_host="mail.example", digest_from="a@b.example")
    with pytest.raises(UserError, match=r"mail\.example did not take the digest") as told:
        mail(settings, made(), "ann@b.example")
    assert "secret" not in str(told.value)


@pytest.fixture
def hook() -> Iterator[tuple[str, list[tuple[str | None, dict[str, str]]]]]:
    """A webhook on this machine: /ok takes, /away sends elsewhere, /no refuses."""
    seen: list[tuple[str | None, dict[str, str]]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append((self.headers["Authorization"], json.loads(body)))
            self.send_response({"/ok": 204, "/away": 302}.get(self.path, 500))
            self.send_header("Location", "/ok")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", seen
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_webhook_gets_the_digest_once_and_is_not_followed(
    hook: tuple[str, list[tuple[str | None, dict[str, str]]]],
) -> None:
    url, seen = hook
    settings = DeliverySettings(digest_webhook=f"{url}/ok", digest_webhook_token="t0ken")
    post(settings, made("x"))
    [(token, body)] = seen
    assert token == "Bearer t0ken"
    assert (body["owner"], body["as_of"], body["text"]) == ("Ann", "2026-10-05", made("x").text)
    for path, why in (("away", "HTTP 302"), ("no", "HTTP 500")):
        with pytest.raises(UserError, match=why):
            post(DeliverySettings(digest_webhook=f"{url}/{path}"), made("x"))
    assert len(seen) == 3
