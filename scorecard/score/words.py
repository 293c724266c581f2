"""Ranks and what other weights do to them, as sentences not yet spoken."""

from __future__ import annotations

from scorecard.i18n.message import Message, MsgId, Param, Share
from scorecard.kpis import registry
from scorecard.score.result import Peers, Sensitivity, Size

GROUPS: dict[Size, MsgId] = {
    Size.LARGE: "{type}, large",
    Size.MEDIUM: "{type}, medium",
    Size.SMALL: "{type}, small",
    Size.ALL: "{type}, all sizes",
}
RANKS: dict[Size, MsgId] = {
    Size.LARGE: "Rank {rank} of {n} among large partners of type {type}.",
    Size.MEDIUM: "Rank {rank} of {n} among medium partners of type {type}.",
    Size.SMALL: "Rank {rank} of {n} among small partners of type {type}.",
    Size.ALL: "Rank {rank} of {n} among partners of type {type}.",
}
RULE: MsgId = (
    "Peers: same type, same third of it by revenue of the last four quarters. A type with fewer "
    "than 30 partners is one group."
)


def group_name(peers: Peers) -> Message:
    """`Reseller, large`."""
    return Message(GROUPS[peers.size], {"type": _type(peers)})


def rank_sentence(peers: Peers) -> Message:
    if peers.rank is None:
        return Message("Without a score there is no rank.")
    if peers.n == 1:
        return Message("No other partner of this type and size has a score.")
    told: dict[str, Param | Message] = {"rank": peers.rank, "n": peers.n, "type": _type(peers)}
    return Message(RANKS[peers.size], told)


def sensitivity_sentences(found: Sensitivity) -> tuple[Message, ...]:
    """Whether the rank survives weights 10 % higher or lower."""
    stays = Message(
        "With all weights changed at once it keeps its quarter of the peers in {share} of {n} "
        "trials.",
        {"share": Share(found.stays), "n": found.n_samples},
    )
    if found.holds:
        return (Message("The rank holds with any one weight 10% higher or lower."), stays)
    moved = Message(
        "With any one weight 10% higher or lower the rank lies between {best} and {worst}; "
        "it moves most with the weight of {kpi}.",
        {"best": found.best, "worst": found.worst, "kpi": Message(registry[found.moved_by].label)},
    )
    return (moved, stays)


def _type(peers: Peers) -> str:
    kind = peers.partner_type
    return kind[:1].upper() + kind[1:]
