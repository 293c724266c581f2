"""A partner's score on the page: change, rank, history, and the columns of the list."""

from __future__ import annotations

from dataclasses import replace

from pages.ui.losses import lost_points
from pages.ui.reader import Reader
from pages.ui.scores import change_bars, score_columns, standing
from pages.ui.standing import standing_columns
from pages.ui.tables import partner_table
from scorecard.errors import NoValue
from scorecard.i18n.message import Message
from scorecard.i18n.text import render
from scorecard.kpis import registry
from scorecard.kpis.registry import Reading
from scorecard.period import parse_period
from scorecard.score.result import Peers, ScoreQuarter, Sensitivity, Size
from scorecard.score.words import group_name, rank_sentence, sensitivity_sentences
from scorecard.views import ScoredItem, Status
from scorecard.why import explain, explain_move
from tests.app.views_by_hand import TREE
from tests.unit.test_ui_parts import HOSTILE, SAFE, line, link

READER = Reader()


def item(key: str, value: float | None, **more: object) -> ScoredItem:
    reason = NoValue.NO_DATA if value is None else None
    found = ScoredItem(key, Reading(key, value, 1, 1, 9, reason), 0.35, 0.1, 30.0, 50.0, 15.0,
                       Status.WATCH)  # fmt: skip
    return replace(found, **more)  # type: ignore[arg-type]


# -- the partner's page ------------------------------------------------------------------------


def test_losses_stand_left_of_the_middle_gains_right() -> None:
    made = change_bars(TREE.change, READER)
    assert "70.0 in Q2 2026, 61.0 now: −9.0." in made
    # 10 points are the longest bar: the left half; 1 point is a tenth of the right half
    assert (
        '<b class="p">−10.0</b><span class="m" aria-hidden="true">'
        '<i class="is-less" style="--x:0%;--v:50%"></i></span>'
        '<span class="w"><b>Attainment</b>fell.</span>'
    ) in made
    assert (
        '<i class="is-more" style="--x:50%;--v:5%"></i></span>'
        '<span class="w"><b>Programme</b>changed.</span>'
    ) in made
    assert change_bars(None, READER) == (
        '<p class="ps-note">There is no score of the quarter before to compare with.</p>'
    )


def test_what_comes_from_files_is_text() -> None:
    assert TREE.change is not None
    part = replace(TREE.change.parts[0], why=Message("{why}", {"why": HOSTILE}))
    assert SAFE in change_bars(replace(TREE.change, parts=(part,)), READER)
    hostile = replace(TREE, track=HOSTILE, peers=Peers(1, 2, Size.ALL, HOSTILE))
    assert "<img" not in standing(hostile, READER)


def test_rank_and_card_are_said() -> None:
    made = standing(TREE, READER)
    assert "<b>Rank 3 of 41 among large partners of type Reseller.</b>" in made
    assert "Card: Resellers, version 7." in made
    assert standing(replace(TREE, peers=None), READER) == (
        '<p class="ps-note">Without a score there is no rank.</p>'
    )


def test_scores_of_then_and_of_todays_programme() -> None:
    made = score_columns(TREE.history, READER)
    # 70 then, 64 by today's programme, of a plot whose 100 is at 78 %
    assert '<i class="p" style="--t:49.92%"></i>' in made
    assert 'style="--v:54.6%;--l:54.6%"' in made
    assert "<b>70</b><small>64</small>" in made
    assert "Solid: by the programme valid then (versions 6, 7)." in made
    assert "Q2 2026: 70.0 by version 6, 64.0 by today&#x27;s" not in made
    assert 'aria-label="Q2 2026: 70.0 by version 6, 64.0 by today\'s"' in made
    same = [ScoreQuarter(parse_period("2026Q3"), 61.0, 61.0, "7")]
    assert "gives every quarter the same score" in score_columns(same, READER)
    none = [ScoreQuarter(parse_period("2026Q3"), None, None, "7")]
    assert "No quarter has a score yet." in score_columns(none, READER)


def test_points_lost_lead_to_their_rows() -> None:
    made = lost_points([item("win_rate", 0.2)], READER, {"win_rate": (7, "./partner?p=P1&e=deals")})
    assert ' <a href="./partner?p=P1&amp;e=deals" class="ps-num">7 rows ›</a></span>' in made
    assert "href" not in lost_points([item("win_rate", 0.2)], READER)


# -- the list ----------------------------------------------------------------------------------


def test_change_rank_and_coverage_have_columns_of_their_own() -> None:
    ranked = line(peers=Peers(3, 41, Size.LARGE, HOSTILE))
    made = partner_table([ranked], READER, link, [], standing=standing_columns([ranked], READER))
    assert "was 70</span>" not in made
    assert '<td class="n" data-label="Change" title="was 70.0">−9.0</td>' in made
    assert '<span>3 of 41<span class="sub">&lt;img' in made
    assert '<td class="n" data-label="Known">85%</td>' in made


def test_a_list_without_scores_has_no_such_columns() -> None:
    bare = line(score_before=None)
    heads = "".join(head for head, _cell in standing_columns([bare], READER))
    assert "Change" not in heads
    assert "Rank" not in heads
    unranked = line(score=None, peers=Peers(None, 4, Size.ALL, "msp"))
    table = partner_table(
        [line(peers=Peers(1, 4, Size.ALL, "msp")), unranked], READER, link, [],
        standing=standing_columns([line(peers=Peers(1, 4, Size.ALL, "msp")), unranked], READER),
    )  # fmt: skip
    assert 'data-label="Rank" title="Without a score there is no rank.">–</td>' in table


# -- words -------------------------------------------------------------------------------------


def test_groups_and_ranks_in_words() -> None:
    assert [render(group_name(Peers(1, 2, size, "msp"))) for size in Size] == [
        "Msp, large", "Msp, medium", "Msp, small", "Msp, all sizes",
    ]  # fmt: skip
    assert render(rank_sentence(Peers(2, 9, Size.ALL, "msp"))) == (
        "Rank 2 of 9 among partners of type Msp."
    )
    assert render(rank_sentence(Peers(1, 1, Size.SMALL, "msp"))) == (
        "No other partner of this type and size has a score."
    )
    assert render(rank_sentence(Peers(None, 1, Size.SMALL, "msp"))) == (
        "Without a score there is no rank."
    )


def test_other_weights_in_words() -> None:
    moved = Sensitivity(2, 5, 1, 0.9, 256, "win_rate")
    assert [render(message) for message in sensitivity_sentences(moved)] == [
        "With any one weight 10% higher or lower the rank lies between 2 and 5; it moves most "
        "with the weight of Win rate.",
        "With all weights changed at once it keeps its quarter of the peers in 90% of 256 trials.",
    ]
    holds = sensitivity_sentences(Sensitivity(2, 2, 1, 1.0, 256, ""))
    assert render(holds[0]) == "The rank holds with any one weight 10% higher or lower."


def test_what_became_of_a_measure() -> None:
    moves = [
        (item("win_rate", 0.2), item("win_rate", 0.204), "Win rate from 20.0% to 20.4%"),
        (item("net_sell_through", 200.0), item("net_sell_through", 250.0), "Revenue +25%"),
        (item("net_sell_through", -1.0), item("net_sell_through", 250.0), "Revenue"),
        (item("pipeline_coverage", 1.0), item("pipeline_coverage", 2.5),
         "Coverage from 1.0× to 2.5×"),
        (item("recency_days", 3.0), item("recency_days", 9.0), "Last order from 3 to 9 days"),
        (item("win_rate", None), item("win_rate", None), "Win rate: not known"),
        (item("win_rate", 0.2), item("win_rate", 0.2), "Win rate unchanged, target moved"),
        (item("new_customers", 1.0), item("new_customers", 4.0, window="t12m"),
         "New customers of 12 months from 1 to 4"),
    ]  # fmt: skip
    assert [render(explain_move(before, now)) for before, now, _ in moves] == [
        words for _, _, words in moves
    ]


def test_a_target_that_is_no_round_number_is_shown_as_it_is() -> None:
    aimed = item("solution_share", 0.2, target=1 / 3)
    assert render(explain(aimed)) == "Solutions 20%, target 33%"
    near = item("solution_share", 0.333, target=1 / 3)
    assert render(explain(near)) == "Solutions 33.30%, target 33.33%"
    year = item("revenue_attainment", 0.9, target=1.0, window="t12m")
    assert render(explain(year)) == "Attainment of 12 months 90%, target 100%"
    assert registry["solution_share"].label == "Solutions"
