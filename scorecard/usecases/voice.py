"""The partner's voice: pure, over a `VoicePort`."""

from __future__ import annotations

from datetime import date

from scorecard.access import Scope
from scorecard.ports import VoicePort
from scorecard.views import Filters
from scorecard.voice.views import Comments, GroupNps, PartnerVoice, VoicePage

COMMENTS_A_PAGE = 20
EVERYWHERE = Filters()


def build_voice(
    reads: VoicePort, scope: Scope, as_of: date, filters: Filters = EVERYWHERE, wave: str = ""
) -> VoicePage:
    """Page `nps`; `wave` "" is the latest.

    Raises:
        UserError: `unknown_wave`.
    """
    raise NotImplementedError


def find_comments(
    reads: VoicePort, scope: Scope, as_of: date, filters: Filters = EVERYWHERE, wave: str = "",
    *, search: str = "", theme: str = "", page: int = 1,
) -> Comments:  # fmt: skip
    """Comments newest first; `wave` "" is all waves; search by words, accents and case aside."""
    raise NotImplementedError


def build_partner_voice(
    reads: VoicePort, scope: Scope, partner_code: str, as_of: date
) -> PartnerVoice:
    """The voice block of one partner.

    Raises:
        NotFound: no such partner in this scope.
    """
    raise NotImplementedError


def nps_by(
    reads: VoicePort, scope: Scope, as_of: date, by: str, wave: str = "",
    filters: Filters = EVERYWHERE,
) -> tuple[GroupNps, ...]:  # fmt: skip
    """NPS of each group of a dimension in a wave, for the command line.

    Raises:
        UserError: `unknown_wave`, `bad_grain`.
    """
    raise NotImplementedError
