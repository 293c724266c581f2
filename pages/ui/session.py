"""Who looks at the page: found anew on every run, so that a withdrawn right ends at once."""

from __future__ import annotations

import hmac
import logging
from typing import NoReturn

import streamlit as st

from pages.ui import data, shell
from pages.ui.config import AppSettings, SignIn, app_settings, is_loopback
from pages.ui.text import plain, t
from scorecard.access import EVERYTHING, Role, Viewer
from scorecard.errors import NotFound, UserError

log = logging.getLogger("scorecard.app")
BUILT_IN = Viewer("local", "Local user", EVERYTHING)


def require(*roles: Role) -> Viewer:
    """The viewer, when he or she may see this page (no roles: any viewer). First line of a page.

    Nobody signed in gets the way to sign in, an unknown person a polite sentence; who may not
    see the page reads "not found", and the audit log keeps it.

    Raises:
        UserError: `not_local`, `proxy_incomplete`, or the store cannot be opened.
        NotFound: not for this viewer.
    """
    shell.enter()
    viewer = current_viewer()
    if viewer is None:
        _offer_sign_in()
    if roles and viewer.role not in roles:
        page = shell.page_name()
        log.warning("%s may not open %s", viewer.who, page)
        data.note_refused(viewer, page)
        raise NotFound("not_found", what=page)
    return viewer


def current_viewer() -> Viewer | None:
    """The person signed in, or None when nobody is or nobody here knows the person."""
    settings = app_settings()
    match settings.sign_in:
        case SignIn.LOCAL:
            return _local(settings)
        case SignIn.PROXY:
            return _known(_from_proxy(settings))
        case SignIn.OIDC:
            return _known(_from_provider())


def _local(settings: AppSettings) -> Viewer:
    address = st.get_option("server.address")
    if not is_loopback(address):
        raise UserError("not_local", address=address or "0.0.0.0")
    if not settings.local_user:
        return BUILT_IN
    viewer = _known(settings.local_user)
    if viewer is None:
        raise UserError("unknown_local_user", email=settings.local_user)
    return viewer


def _from_proxy(settings: AppSettings) -> str | None:
    """E-mail the proxy vouches for. A header sent twice may be forged and counts as none."""
    secret = settings.proxy_secret.get_secret_value()
    if not secret or not settings.proxy_user_header:
        raise UserError("proxy_incomplete")
    shown = _only(settings.proxy_secret_header)
    if not hmac.compare_digest(shown.encode(), secret.encode()):
        return None
    return _only(settings.proxy_user_header) or None


def _only(header: str) -> str:
    values = st.context.headers.get_all(header)
    return str(values[0]) if len(values) == 1 else ""


def _from_provider() -> str | None:
    """E-mail of the identity provider's token, unless it says that it is not verified."""
    if not st.user.get("is_logged_in", False) or st.user.get("email_verified") is False:
        return None
    email = st.user.get("email")
    return str(email) if email else None


def _known(email: str | None) -> Viewer | None:
    return data.viewer_of(email.strip().lower()) if email else None


def _offer_sign_in() -> NoReturn:
    settings = app_settings()
    signed_in = settings.sign_in is SignIn.OIDC and bool(st.user.get("is_logged_in", False))
    if signed_in:
        _show_unknown(str(st.user.get("email") or ""))
    elif settings.sign_in is SignIn.OIDC:
        st.subheader(t("Partner Performance Scorecard"))
        st.button(t("Sign in"), on_click=st.login, type="primary", key="sign_in")
    else:
        _show_unknown("")
    st.stop()


def _show_unknown(email: str) -> None:
    st.subheader(t("You are not on the list yet"))
    st.write(
        t("{email} has no access here.", email=plain(email))
        if email
        else t("This address is open to invited people only.")
    )
    st.write(t("Ask the channel chief of the programme to add you, then open this page again."))
    if email:
        st.button(t("Sign out"), on_click=st.logout, key="sign_out")
