"""The demo programme: the same bytes every time, the promised shape, the told stories."""

from __future__ import annotations

import csv
import io
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from db.demo.calendar import go_live
from db.demo.distributors import CODES, LATE
from db.demo.files import DemoFile, build_files, build_late_file
from db.demo.partners import place_of
from db.demo.stories import FADING_FOR, STORIES, TIER_FLOORS, partners_of
from db.demo.window import Window
from db.demo.world import World, build_world
from db.seed import DEMO_USERS
from scorecard.ingest.kinds import ROWS, FileKind

LAST_QUARTER = (33, 34, 35)

# What seed 7 and 2026-10-05 give; a change of the generator changes them on purpose.
COUNTS = {
    "lines": 72587,
    "deals": 3322,
    "stages": 13343,
    "targets": 8725,
    "certifications": 1825,
    "answers": 5213,
    "events": 22509,
    "mdf": 596,
}
EUR_MINOR = 22766776778
GAP_COMPLETE = -0.0239
GAPS = {
    "Romania": -0.143,
    "Iberia": -0.067,
    "Hungary": -0.071,
    "Czechia": -0.019,
    "DACH": 0.011,
    "Poland": 0.041,
}
TOP_FIFTH = 0.715
YEARS = [70.6, 74.4, 82.6]
AUGUST_TO_DECEMBER = [0.61, 0.64, 0.61]
FADING_SHARES = {"P031": 0.09, "P058": 0.12, "P074": 0.14, "P096": 0.15, "P117": 0.12, "P142": 0.14}
DOUBLE_DEALS = ["D26-02568", "D26-02631", "D26-02690", "D26-02907", "D26-02914"]
BOOM = 1.4
LAPSING = (972, 106)
DEAL_STATUS = {"lost": 1692, "won": 983, "cancelled": 328, "open": 319}
SLIPS = 620
FADING_SCORES = {
    "P031": [7, 8, 8, 9, 9],
    "P058": [7, 8, 9, 10, 10, 10],
    "P074": [8, 9, 9, 9, 10],
    "P096": [8, 8, 8, 9, 9, 10],
    "P117": [7, 8, 8, 8, 9, 9, 9, 10],
    "P142": [7, 8, 9, 9, 9, 10, 10],
}


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(7, date(2026, 10, 5))


@pytest.fixture(scope="module")
def files(world: World) -> list[DemoFile]:
    return build_files(world)


def digest(files: list[DemoFile]) -> str:
    whole = sha256()
    for file in files:
        whole.update(repr((file.kind, file.sender, file.file_name, file.landed_at)).encode())
        whole.update(file.data)
    return whole.hexdigest()


def rows_of(file: DemoFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.data.decode())))


def gap(world: World, *, landed_only: bool, region: str | None = None) -> float:
    """Sales of the last quarter against its targets, of partners that have one."""
    lines, targets = world.lines, world.targets[world.targets["t"].isin(LAST_QUARTER)]
    lines = lines[lines["t"].isin(LAST_QUARTER) & lines["p"].isin(targets["p"])]
    if landed_only:
        lines = lines[lines["landed"]]
    if region is not None:
        inside = np.flatnonzero(world.partners["region"] == region)
        lines, targets = lines[lines["p"].isin(inside)], targets[targets["p"].isin(inside)]
    return float(lines["eur_minor"].sum() / 100 / targets["amount"].sum() - 1)


def sold(world: World, code: str, months: range) -> int:
    lines = world.lines
    mine = (lines["p"] == place_of(world.partners, code)) & lines["t"].isin(months)
    return int(lines.loc[mine, "eur_minor"].sum())


# -- the same every time ---------------------------------------------------------------------


def test_the_same_seed_and_day_give_the_same_bytes(files: list[DemoFile]) -> None:
    assert digest(build_files(build_world(7, date(2026, 10, 5)))) == digest(files)


@pytest.mark.parametrize("seed", [1, 2])
def test_another_seed_gives_other_numbers_of_the_same_shape(world: World, seed: int) -> None:
    other = build_world(seed, date(2026, 10, 5))
    assert list(other.partners["name"]) == list(world.partners["name"])
    assert other.lines["eur_minor"].sum() != world.lines["eur_minor"].sum()
    assert other.partners["country"].value_counts().to_dict() == {
        "PL": 54, "DE": 40, "RO": 34, "ES": 30, "HU": 28, "CZ": 24, "AT": 16, "PT": 14,
    }  # fmt: skip
    assert sorted(other.lines["t"].unique()) == list(range(36))
    assert sorted(other.lines["distributor"].unique()) == [0, 1, 2, 3]
    assert round(gap(other, landed_only=True), 3) == -0.031
    assert -0.04 < gap(other, landed_only=False) < -0.02
    assert 60_000 < len(other.lines) < 90_000
    for code in partners_of("fading"):
        assert sold(other, code, range(33, 36)) < 0.3 * sold(other, code, range(21, 24))


def test_a_seed_does_not_depend_on_what_was_drawn_before() -> None:
    build_world(3, date(2026, 10, 5))
    first = build_world(4, date(2026, 10, 5)).lines["eur_minor"].sum()
    assert build_world(4, date(2026, 10, 5)).lines["eur_minor"].sum() == first


def test_another_day_moves_the_months() -> None:
    later = build_world(7, date(2027, 2, 18))
    assert (later.window.first_month, later.window.last_month) == (202402, 202701)
    assert later.window.focus.key == "2027Q1"
    assert later.lines["invoice_on"].max() == pd.Timestamp(2027, 1, 29)
    assert all(file.landed_at.date() <= date(2027, 2, 18) for file in build_files(later))


# -- the promised shape ----------------------------------------------------------------------


def test_shape_of_seed_7(world: World) -> None:
    partners = world.partners
    assert len(partners) == 240
    assert partners["partner_code"].is_unique
    assert partners["name"].is_unique
    assert partners["country"].nunique() == 8
    assert sorted(partners["region"].unique()) == [
        "Czechia", "DACH", "Hungary", "Iberia", "Poland", "Romania",
    ]  # fmt: skip
    assert partners["owner"].nunique() == 9
    assert partners["partner_type"].value_counts().to_dict() == {
        "reseller": 121, "integrator": 62, "msp": 44, "referral": 13,
    }  # fmt: skip
    assert partners["tier"].value_counts().to_dict() == {
        "Registered": 91, "Silver": 85, "Gold": 48, "Platinum": 16,
    }  # fmt: skip
    assert partners["parent_code"].notna().sum() == 4
    assert list(world.distributors["currency"]) == ["PLN", "RON", "HUF", "EUR"]
    assert list(world.distributors["cadence"]) == ["weekly", "monthly", "monthly", "monthly"]
    assert set(world.products["product_class"]) == {
        "product", "solution", "service", "subscription",
    }  # fmt: skip
    assert (world.window.first_month, world.window.last_month) == (202310, 202609)
    assert sorted(world.lines["t"].unique()) == list(range(36))


def test_every_line_multiplies_out(world: World) -> None:
    lines = world.lines
    assert (lines["qty"] * lines["unit_minor"] == lines["amount_minor"]).all()
    assert (lines["unit_minor"] > 0).all()
    assert set(lines["transaction_type"]) == {"sale", "return"}
    assert ((lines["qty"] < 0) == (lines["transaction_type"] == "return")).all()
    assert (lines.loc[lines["currency"] == "HUF", "unit_minor"] % 100 == 0).all()


def test_documents_of_a_distributor_are_numbered_once(world: World) -> None:
    assert not world.lines.duplicated(["distributor", "invoice_no", "line_no"]).any()
    per_document = world.lines.groupby(["distributor", "invoice_no"])
    assert (per_document["p"].nunique() == 1).all()
    assert (per_document["invoice_on"].nunique() == 1).all()


def test_sums_of_seed_7(world: World) -> None:
    counts = {
        "lines": len(world.lines),
        "deals": world.deals["deal_id"].nunique(),
        "stages": len(world.deals),
        "targets": len(world.targets),
        "certifications": len(world.certifications),
        "answers": len(world.nps),
        "events": len(world.engagement),
        "mdf": len(world.mdf),
    }
    assert counts == COUNTS
    assert int(world.lines["eur_minor"].sum()) == EUR_MINOR


def test_gap_to_plan_of_the_last_quarter(world: World) -> None:
    assert round(gap(world, landed_only=True), 4) == -0.0310
    assert round(gap(world, landed_only=False), 4) == GAP_COMPLETE
    assert {
        region: round(gap(world, landed_only=True, region=region), 3) for region in GAPS
    } == GAPS


def test_a_fifth_of_the_partners_brings_seventy_per_cent(world: World) -> None:
    year = world.lines[world.lines["t"] >= 24].groupby("p")["eur_minor"].sum()
    largest = year.sort_values(ascending=False).head(48)
    assert round(largest.sum() / year.sum(), 3) == TOP_FIFTH


def test_sales_grow_and_have_seasons(world: World) -> None:
    monthly = world.lines.groupby("t")["eur_minor"].sum() / 1e8
    years = [round(float(monthly[12 * n : 12 * n + 12].sum()), 1) for n in range(3)]
    assert years == YEARS
    august_to_december = [float(monthly[10 + 12 * n] / monthly[2 + 12 * n]) for n in range(3)]
    assert [round(share, 2) for share in august_to_december] == AUGUST_TO_DECEMBER


# -- the stories -----------------------------------------------------------------------------


def test_every_story_names_real_partners_and_distributors(world: World) -> None:
    assert [story.code for story in STORIES] == [
        "fading", "late_file", "tier_edge", "double_sold", "booming_thin", "reorganised",
        "ramping", "no_target",
    ]  # fmt: skip
    codes = set(world.partners["partner_code"])
    for story in STORIES:
        assert set(story.partners) <= codes
        assert set(story.distributors) <= set(CODES)
        assert story.partners or story.distributors


def test_the_guide_tells_every_story(world: World) -> None:
    guide = (Path(__file__).resolve().parents[2] / "docs" / "demo.md").read_text(encoding="utf-8")
    names = world.partners.set_index("partner_code")["name"]
    for story in STORIES:
        assert f"| `{story.code}` |" in guide
        assert story.sentence in guide
        assert all(f"{names[code]} (`{code}`)" in guide for code in story.partners)
    assert all(person.email in guide for person in DEMO_USERS)


def test_fading_partners_fade_and_stay_polite(world: World) -> None:
    quarters = {
        code: (sold(world, code, range(33, 36)), sold(world, code, range(21, 24)))
        for code in partners_of("fading")
    }
    shares = {code: round(now / before, 2) for code, (now, before) in quarters.items()}
    assert shares == FADING_SHARES
    assert max(shares.values()) < 0.30
    assert set(FADING_FOR.values()) == {5, 6, 7, 8}
    recent = world.engagement[world.engagement["happened_on"] > pd.Timestamp(2026, 7, 1)]
    reactions = recent.groupby("partner_code")["n_events"].sum()
    assert min(reactions[code] for code in shares) > reactions.median()
    last = world.nps[world.nps["wave"] == "2026H2"]
    scores = {code: sorted(last.loc[last["partner_code"] == code, "score"]) for code in shares}
    assert scores == FADING_SCORES


def test_one_distributor_has_not_sent_the_last_month(world: World, files: list[DemoFile]) -> None:
    late = build_late_file(world)
    assert (late.sender, late.file_name) == (LATE, "Tiszaker_Helio_ertekesites_2026-09.csv")
    assert late.file_name not in {file.file_name for file in files}
    rows = rows_of(late)
    assert {row["invoice_date"][:7] for row in rows} == {"2026-09"}
    assert {row["currency"] for row in rows} == {"HUF"}
    assert len(rows) == int((~world.lines["landed"]).sum())
    newest = max(
        row["invoice_date"] for file in files if file.sender == LATE for row in rows_of(file)
    )
    assert newest[:7] == "2026-08"


def test_two_partners_stand_at_the_edge_of_gold(world: World) -> None:
    below, above = partners_of("tier_edge")
    tiers = world.partners.set_index("partner_code")["tier"]
    assert (tiers[below], tiers[above]) == ("Silver", "Gold")
    floor = TIER_FLOORS["Gold"] * 100
    assert round(sold(world, below, range(24, 36)) / floor, 3) == 0.982
    assert round(sold(world, above, range(24, 36)) / floor, 3) == 1.013


def test_one_partner_is_sold_twice(world: World) -> None:
    lines = world.lines[world.lines["p"] == place_of(world.partners, *partners_of("double_sold"))]
    projects = lines[lines["deal_id"].notna()]
    told = projects.groupby("deal_id")["distributor"].nunique()
    twice = projects[projects["deal_id"].isin(told.index[told == 2])]
    assert told[told == 2].index.tolist() == DOUBLE_DEALS
    sides = [twice[twice["distributor"] == CODES.index(code)] for code in ("WISLOKA", "NORVIA")]
    what = ["deal_id", "end_customer_name", "sku", "qty"]
    second = set(sides[1][what].itertuples(index=False, name=None))
    assert second <= set(sides[0][what].itertuples(index=False, name=None))
    twins = world.deals[world.deals["deal_id"].str.endswith("-N")]
    assert twins["deal_id"].nunique() == 4
    assert set(twins["distributor_code"]) == {"NORVIA"}


def test_one_partner_booms_without_a_pipeline(world: World) -> None:
    (code,) = partners_of("booming_thin")
    place = place_of(world.partners, code)
    targets = world.targets[(world.targets["p"] == place) & world.targets["t"].isin(LAST_QUARTER)]
    ratio = sold(world, code, range(33, 36)) / 100 / targets["amount"].sum()
    assert round(ratio, 2) == BOOM
    latest = world.deals.drop_duplicates("deal_id", keep="last")
    mine = latest[(latest["partner_code"] == code) & (latest["status"] == "open")]
    assert mine["amount"].sum() < 0.1 * targets["amount"].sum()


def test_one_partner_turned_into_a_detractor(world: World) -> None:
    (code,) = partners_of("reorganised")
    answers = world.nps[world.nps["partner_code"] == code]
    now = answers[answers["wave"] == "2026H2"]
    before = answers[answers["wave"] == "2026H1"]
    assert now["score"].max() <= 6
    assert before["score"].min() >= 7
    assert "reorganización" in " ".join(now["comment"].dropna())


def test_one_new_partner_ramps_up(world: World) -> None:
    (code,) = partners_of("ramping")
    assert world.partners.set_index("partner_code")["signed_on"][code].date() == date(2026, 2, 16)
    assert sold(world, code, range(28)) == 0
    quarter = world.lines[world.lines["t"].isin(LAST_QUARTER)].groupby("p")["eur_minor"].sum()
    larger = int((quarter > sold(world, code, range(33, 36))).sum())
    assert larger < 24


def test_one_partner_has_no_target(world: World) -> None:
    (code,) = partners_of("no_target")
    assert code not in set(world.targets["subject"])
    assert sold(world, code, range(33, 36)) > 0


# -- the other subjects ----------------------------------------------------------------------


def test_certificates_lapse_in_the_next_ninety_days(world: World) -> None:
    end = pd.Timestamp(world.window.end)
    valid = world.certifications.query("valid_from <= @end and valid_to >= @end")
    soon = valid[valid["valid_to"] <= end + pd.Timedelta(days=90)]
    assert (len(valid), len(soon)) == LAPSING


def test_survey_waves_and_languages(world: World) -> None:
    assert sorted(world.nps["wave"].unique()) == [
        "2024H1", "2024H2", "2025H1", "2025H2", "2026H1", "2026H2",
    ]  # fmt: skip
    spoken = world.nps.dropna(subset="comment")
    languages = world.partners["language"].to_numpy()[spoken["p"]]
    assert set(languages) == {"pl", "ro", "hu", "es", "pt", "de", "cs"}


def test_history_of_deals_goes_forward(world: World) -> None:
    deals = world.deals
    order = {name: n for n, name in enumerate(
        ("registered", "qualified", "proposal", "negotiation", "won", "lost")
    )}  # fmt: skip
    steps = deals["stage"].map(order).groupby(deals["deal_id"]).diff().dropna()
    assert (steps >= 0).all()
    assert not deals.duplicated(["deal_id", "stage", "stage_entered_on"]).any()
    latest = deals.drop_duplicates("deal_id", keep="last")
    assert latest["status"].value_counts().to_dict() == DEAL_STATUS
    assert (latest["status"] == "open").eq(latest["closed_on"].isna()).all()
    assert latest.loc[latest["decision"] == "rejected", "decision_reason"].notna().all()
    slipped = deals.duplicated(["deal_id", "stage"])
    assert int(slipped.sum()) == SLIPS


def test_addresses_can_never_exist(world: World) -> None:
    addresses = pd.concat(
        [world.nps["respondent_id"], world.certifications["person_id"],
         world.engagement["person_id"]]
    )  # fmt: skip
    assert addresses.str.fullmatch(r"[a-z0-9.]+@[a-z0-9-]+\.example").all()


# -- the files -------------------------------------------------------------------------------


def test_files_have_the_canonical_columns(files: list[DemoFile]) -> None:
    for file in files:
        header = file.data.split(b"\n", 1)[0].decode().split(",")
        fields = ROWS[file.kind].model_fields
        assert header == [name for name in fields if name in header]
        assert {name for name, field in fields.items() if field.is_required()} <= set(header)


def test_files_came_in_order_and_know_nothing_of_the_future(files: list[DemoFile]) -> None:
    landed = [file.landed_at for file in files]
    assert landed == sorted(landed)
    assert len({file.file_name for file in files}) == len(files)
    dated = {FileKind.SELL_THROUGH: "invoice_date", FileKind.DEALS: "stage_entered_on",
             FileKind.NPS: "answered_on", FileKind.INVITATIONS: "invited_on",
             FileKind.ENGAGEMENT: "happened_on"}  # fmt: skip
    for file in files:
        if file.kind in dated:
            newest = max(row[dated[file.kind]] for row in rows_of(file))
            assert newest <= file.landed_at.date().isoformat()


def test_sell_through_files_hold_every_landed_line_once(
    world: World, files: list[DemoFile]
) -> None:
    cents = dict.fromkeys(CODES, 0)
    n_rows = 0
    for file in files:
        if file.kind is FileKind.SELL_THROUGH:
            rows = rows_of(file)
            n_rows += len(rows)
            cents[str(file.sender)] += sum(int(row["line_amount"].replace(".", "")) for row in rows)
    landed = world.lines[world.lines["landed"]]
    assert n_rows == len(landed)
    expected = landed.groupby("distributor")["amount_minor"].sum()
    assert cents == {code: int(expected[n]) for n, code in enumerate(CODES)}


def test_weekly_and_monthly_files(files: list[DemoFile]) -> None:
    names = [file.file_name for file in files if file.kind is FileKind.SELL_THROUGH]
    weekly = [name for name in names if "-W" in name]
    assert weekly[0] == "WISLOKA_POS_HELIO_2026-W27.csv"
    assert weekly[-1] == "WISLOKA_POS_HELIO_2026-W40.csv"
    assert len(weekly) == 14
    assert len(names) == 8 + 6 + 14 + 9 + 8 + 9  # history, Wisłoka, its weeks, three others


def test_partners_and_their_targets_come_when_they_sign(files: list[DemoFile]) -> None:
    seen: set[str] = set()
    for file in files:
        if file.kind is FileKind.PARTNERS:
            rows = rows_of(file)
            assert all(row["signed_on"] <= file.landed_at.date().isoformat() for row in rows)
            seen |= {row["partner_code"] for row in rows}
        elif file.kind is FileKind.TARGETS:
            assert {row["subject"] for row in rows_of(file)} <= seen
        elif file.kind is FileKind.SELL_THROUGH:
            assert {row["vendor_partner_id"] for row in rows_of(file)} <= seen
    assert len(seen) == 240


def test_a_deal_export_tells_what_was_known_then(files: list[DemoFile]) -> None:
    exports = [file for file in files if "crm_deals" in file.file_name]
    assert [file.file_name[-14:-4] for file in exports] == [
        "2025-12-31", "2026-03-31", "2026-06-30", "2026-09-30",
    ]  # fmt: skip
    for file in exports:
        day = file.file_name[-14:-4]
        for row in rows_of(file):
            assert max(row["stage_entered_on"], row["decided_on"], row["closed_on"]) <= day


def test_the_programme_starts_on_a_monday() -> None:
    assert go_live(Window(date(2026, 10, 5))) == date(2026, 1, 12)
