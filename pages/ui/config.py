"""What the environment decides: where the store is, and how people sign in."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from ipaddress import ip_address
from typing import Literal

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from scorecard.errors import UserError


class SignIn(StrEnum):
    """LOCAL: who sits at this machine; OIDC: an identity provider; PROXY: a trusted front."""

    LOCAL = "local"
    OIDC = "oidc"
    PROXY = "proxy"


class AppSettings(BaseSettings):
    """Read from variables `SCORECARD_...` of the environment.

    Args:
        local_user: e-mail of the active user everybody on this machine is; empty: a chief.
        proxy_user_header, proxy_secret: name of the header in which the proxy writes the e-mail,
            and the secret it sends in `proxy_secret_header`. Both, or sign-in by proxy is refused.
        public_url: where people reach the app, for links in decks; empty: decks have no links.
        survey_secret: what links to the survey page are signed with; needed where others reach
            the app.
    """

    model_config = SettingsConfigDict(env_prefix="SCORECARD_", extra="ignore")

    database_url: str = "sqlite:///data/scorecard.db"
    sign_in: SignIn = SignIn.LOCAL
    local_user: str = ""
    proxy_user_header: str = ""
    proxy_secret: SecretStr = SecretStr("")
    proxy_secret_header: str = "X-Scorecard-Proxy-Secret"
    survey_secret: SecretStr = SecretStr("")
    public_url: str = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


@cache
def app_settings() -> AppSettings:
    """The settings of this process.

    Raises:
        UserError: `bad_setting` naming the variable, never its value.
    """
    try:
        return AppSettings()
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name = "SCORECARD_" + "_".join(map(str, first["loc"])).upper()
        raise UserError("bad_setting", name=name, detail=first["msg"]) from error


def is_loopback(address: str | None) -> bool:
    """Whether a server bound to `address` can be reached from this machine only.

    Nothing (`None`, empty) means every interface.
    """
    name = (address or "").strip().strip("[]").lower()
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
