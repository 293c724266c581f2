"""Where digests go: mail, a webhook, or files. Secrets come from the environment only."""

from __future__ import annotations

import json
import re
import smtplib
import ssl
import urllib.error
import urllib.request
from email.message import EmailMessage
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

if TYPE_CHECKING:
    from scorecard.reports.digest import Digest

SECONDS = 20.0  # that a mail server or webhook may take
ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]\\]+@[^\s<>@,;:\"()\[\]\\]+", re.ASCII)


class DeliverySettings(BaseSettings):
    """Read from variables `SCORECARD_...` of the environment; see docs/configuration.md."""

    model_config = SettingsConfigDict(env_prefix="SCORECARD_", extra="ignore")

    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    digest_from: str = ""
    digest_webhook: str = ""
    digest_webhook_token: SecretStr = SecretStr("")
    public_url: str = ""


def delivery_settings() -> DeliverySettings:
    """The settings of this process.

    Raises:
        UserError: `bad_setting` naming the variable, never its value; `bad_webhook`;
            `smtp_plain`: mail without encryption to another machine.
    """
    from scorecard.errors import UserError

    try:
        found = DeliverySettings()
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name = "SCORECARD_" + "_".join(map(str, first["loc"])).upper()
        raise UserError("bad_setting", name=name, detail=first["msg"]) from error
    if found.digest_webhook and not _is_safe(found.digest_webhook):
        raise UserError("bad_webhook")
    if found.smtp_host and found.smtp_security == "none" and not _is_here(found.smtp_host):
        raise UserError("smtp_plain", host=found.smtp_host)
    if found.smtp_host and not ADDRESS.fullmatch(found.digest_from):
        raise UserError("bad_setting", name="SCORECARD_DIGEST_FROM", detail="no e-mail address")
    return found


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    if any(sign.isspace() or not sign.isprintable() for sign in url) or not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname))


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def mail(settings: DeliverySettings, digest: Digest, to: str) -> None:
    """Send a digest to one address.

    Raises:
        UserError: `bad_address`, `smtp_failed`.
    """
    from scorecard.errors import UserError

    if not ADDRESS.fullmatch(to):
        raise UserError("bad_address", address=repr(to))
    message = EmailMessage()  # refuses line breaks in headers by itself
    message["Subject"], message["From"], message["To"] = digest.subject, settings.digest_from, to
    message.set_content(digest.text)
    message.add_alternative(digest.html, subtype="html")
    try:
        with _server(settings) as server:
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        detail = type(error).__name__ if isinstance(error, smtplib.SMTPAuthenticationError) else (
            str(error) or type(error).__name__
        )  # fmt: skip
        raise UserError("smtp_failed", host=settings.smtp_host, detail=detail) from error


def _server(settings: DeliverySettings) -> smtplib.SMTP:
    where = (settings.smtp_host, settings.smtp_port)
    if settings.smtp_security == "tls":
        return smtplib.SMTP_SSL(*where, timeout=SECONDS, context=ssl.create_default_context())
    server = smtplib.SMTP(*where, timeout=SECONDS)
    if settings.smtp_security == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A webhook that sends elsewhere is refused: elsewhere was never allowed."""

    def redirect_request(self, *_: Any) -> None:
        return None


def post(settings: DeliverySettings, digest: Digest) -> None:
    """Send a digest to the webhook as JSON: owner, as_of, subject, text, html.

    Raises:
        UserError: `webhook_failed`.
    """
    from scorecard.errors import UserError

    body = {"owner": digest.owner, "as_of": digest.as_of.isoformat(), "subject": digest.subject,
            "text": digest.text, "html": digest.html}  # fmt: skip
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if token := settings.digest_webhook_token.get_secret_value():
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(
        settings.digest_webhook, json.dumps(body).encode(), headers, method="POST"
    )
    opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            answer.read(1)
    except urllib.error.HTTPError as error:
        raise UserError("webhook_failed", detail=f"HTTP {error.code}") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "reason", None) or type(error).__name__
        raise UserError("webhook_failed", detail=str(why)) from error


def write(folder: Path, digest: Digest) -> tuple[Path, Path]:
    """Write a digest as two files, HTML and text, named by day and owner.

    Raises:
        UserError: `folder_unwritable`.
    """
    from scorecard.errors import UserError

    words = re.sub(r"[^A-Za-z0-9]+", "-", digest.owner).strip("-")[:40] or "owner"
    stem = f"{digest.as_of.isoformat()}-{words}-{sha256(digest.owner.encode()).hexdigest()[:8]}"
    page, text = folder / f"{stem}.html", folder / f"{stem}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        page.write_text(digest.html, encoding="utf-8", errors="replace")
        text.write_text(digest.text + "\n", encoding="utf-8", errors="replace")
    except OSError as error:
        raise UserError("folder_unwritable", folder=folder, detail=error.strerror or "") from error
    return page, text
