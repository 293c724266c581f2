"""Links to the survey page: signed, with an end, and nothing in them about the person.

A token is a random number (the link's), the last day on which it is good, and the first 16 bytes
of their HMAC-SHA256, as URL-safe base64.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from struct import pack, unpack

from scorecard.errors import UserError

PURPOSE = b"scorecard survey link 1"  # a key used for something else signs nothing here
SIGNED, SIGNATURE = 12, 16
LEAST_SECRET = 32
LOCAL_KEY = "links for this machine only, not secret"


@dataclass(frozen=True, slots=True)
class Link:
    link_id: int
    expires_on: date


def signing_key(secret: str, *, local: bool) -> bytes:
    """The key that links are signed with.

    Args:
        secret: of the environment; "" for none.
        local: everybody who can reach the app sits at this machine.

    Raises:
        UserError: `survey_secret` when it is too short, or missing where others reach the app.
    """
    if not secret and local:
        return LOCAL_KEY.encode()
    if len(secret) < LEAST_SECRET:
        raise UserError("survey_secret")
    return secret.encode()


def make_token(link: Link, key: bytes) -> str:
    signed = pack(">QI", link.link_id, link.expires_on.toordinal())
    return urlsafe_b64encode(signed + _signature(signed, key)).decode().rstrip("=")


def read_token(token: str, key: bytes, day: date) -> Link:
    """The link that a token was made for.

    Raises:
        UserError: `survey_link_broken`, `survey_link_expired`.
    """
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4)) if token.isascii() else b""
    except (Error, ValueError):
        raw = b""
    signed = raw[:SIGNED]
    # compared first and in constant time, whatever the token holds
    genuine = hmac.compare_digest(raw[SIGNED:], _signature(signed, key))
    if not genuine or len(raw) != SIGNED + SIGNATURE or make_canonical(raw) != token:
        raise UserError("survey_link_broken")
    link_id, ordinal = unpack(">QI", signed)
    link = Link(link_id, date.fromordinal(ordinal))
    if day > link.expires_on:
        raise UserError("survey_link_expired")
    return link


def make_canonical(raw: bytes) -> str:
    """The one spelling of a token: base64 could write its last sign in several ways."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _signature(signed: bytes, key: bytes) -> bytes:
    return hmac.new(key, PURPOSE + signed, sha256).digest()[:SIGNATURE]
