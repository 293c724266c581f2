"""Who looks: roles, viewers and the scope that every read of the store takes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    CHIEF = "chief"
    MANAGER = "manager"
    DISTRIBUTOR = "distributor"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows a read may return; hashable, so that it is part of every cache key.

    chief: all; manager: partners whose owner is `owner`; distributor: what was uploaded by
    `distributor_id`; partner: itself. A scope without its subject sees nothing.
    """

    role: Role
    owner: str | None = None
    distributor_id: int | None = None
    partner_id: int | None = None


EVERYTHING = Scope(Role.CHIEF)


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person (or the command line) on whose behalf something happens."""

    who: str
    name: str
    scope: Scope
    language: str = ""  # "": as the browser says

    @property
    def role(self) -> Role:
        return self.scope.role
