# ruff: noqa: E501 (rows as the tools write them)
"""Surveys: exports of survey tools, and what is wrong with answers and invitations."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from scorecard.ingest.kinds import FileKind
from scorecard.ingest.mapping import Mapping, load_mapping
from scorecard.ingest.read import read_upload
from scorecard.ingest.report import Directory, FileStatus, SurveyBook, UploadReport

AS_OF = date(2026, 6, 30)
PARTNERS = {"P1": 1, "P2": 2}
BOOK = SurveyBook(
    {"2026H1": date(2026, 3, 2), "2025H2": date(2025, 9, 1)},
    {"2026H1": {("P1", "a@x.pl"): date(2026, 3, 2), ("P2", "b@x.pl"): date(2026, 3, 5)}},
)
HEAD = "partner_code,wave,respondent_id,answered_on,score,comment\n"
MAPPINGS = Path(__file__).parents[2] / "docs" / "mappings"


def read(
    text: str, kind: FileKind = FileKind.NPS, mapping: Mapping | None = None,
    book: SurveyBook | None = BOOK,
) -> UploadReport:  # fmt: skip
    return read_upload(
        text.encode(), kind=kind, file_name="nps.csv", as_of=AS_OF, mapping=mapping,
        directory=Directory(partners=PARTNERS, survey=book),
    )  # fmt: skip


def codes(report: UploadReport) -> list[tuple[str, int | None]]:
    return [(issue.code, issue.record) for issue in report.issues]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("P1,2026H1,a@x.pl,2026-03-04,11,", "BAD_VALUE"),
        ("P1,2026H1,a@x.pl,2026-03-04,-1,", "BAD_VALUE"),
        ("P1,2026H1,a@x.pl,2026-03-04,nine,", "BAD_VALUE"),
        ("P1,2026H1,a@x.pl,2026-03-04,8.5,", "BAD_VALUE"),
        ("P1,2026H1,a@x.pl,2026-03-04,,", "MISSING_VALUE"),
        ("P9,2026H1,a@x.pl,2026-03-04,9,", "UNKNOWN_PARTNER"),
        ("P2,2026H1,a@x.pl,2026-03-04,9,", "NOT_INVITED"),
        ("P1,2026H1,z@x.pl,2026-03-04,9,", "NOT_INVITED"),
        ("P1,2026H1,a@x.pl,2026-03-01,9,", "ANSWER_BEFORE_INVITATION"),
        ("P1,2026-h1,a@x.pl,2026-03-04,9,", "WAVE_SPELLED_OTHERWISE"),
        ("P1,2025H2,a@x.pl,2026-03-04,9,", "TWO_WAVES_ONE_NAME"),
        ("P1,2026H1,a@x.pl,2026-07-04,9,", "FUTURE_DATE"),
    ],
)
def test_a_bad_answer_is_refused_and_says_why(row: str, code: str) -> None:
    good = "P2,2026H1,b@x.pl,2026-03-05,7,dobrze\n"
    report = read(HEAD + good + row + "\n")
    assert codes(report) == [(code, 3)]
    assert report.status is FileStatus.PARTIALLY_ACCEPTED
    assert report.rows["score"].tolist() == [7]


def test_who_answers_twice_counts_with_the_last_answer_and_the_first_gets_a_remark() -> None:
    later, earlier = "P1,2026H1,a@x.pl,2026-03-09,3,\n", "P1,2026H1,A@X.pl,2026-03-04,9,\n"
    report = read(HEAD + later + earlier)
    assert codes(report) == [("ANSWERED_AGAIN", 3)]
    assert report.status is FileStatus.ACCEPTED
    assert report.rows["respondent_id"].tolist() == ["a@x.pl", "a@x.pl"]


def test_the_same_answer_twice_is_kept_once() -> None:
    row = "P1,2026H1,a@x.pl,2026-03-04,9,\n"
    assert codes(read(HEAD + row + row)) == [("DUPLICATE_IN_FILE", 3)]


def test_anybody_may_have_answered_a_wave_without_invitations() -> None:
    report = read(HEAD + "P1,2025H2,z@x.pl,2025-09-03,9,\n")
    assert codes(report) == []


def test_two_spellings_within_one_file() -> None:
    rows = "P1,Spring 26,a@x.pl,2026-03-04,9,\nP2,spring-26,b@x.pl,2026-03-04,9,\n"
    report = read(HEAD + rows, book=None)
    assert codes(report) == [("WAVE_SPELLED_OTHERWISE", 3)]
    assert report.issues[0].params == {"known": "Spring 26"}


def test_invitations_have_their_own_template() -> None:
    text = (
        "partner_code,wave,respondent_id,invited_on,person_name,language\n"
        "P1,2026H2,Eva@X.pl,2026-06-01,Ewa Nowak,pl\n"
    )
    report = read(text, FileKind.INVITATIONS)
    assert codes(report) == []
    assert report.rows["respondent_id"].tolist() == ["eva@x.pl"]
    assert report.rows["invited_on"].tolist() == [pd.Timestamp(2026, 6, 1)]


QUALTRICS = """StartDate,EndDate,Status,IPAddress,Progress,Duration (in seconds),Finished,RecordedDate,ResponseId,RecipientLastName,RecipientFirstName,RecipientEmail,ExternalReference,LocationLatitude,LocationLongitude,DistributionChannel,UserLanguage,Q1_NPS_GROUP,Q1,Q2,partner_code,role
Start Date,End Date,Response Type,IP Address,Progress,Duration (in seconds),Finished,Recorded Date,Response ID,Recipient Last Name,Recipient First Name,Recipient Email,External Data Reference,Location Latitude,Location Longitude,Distribution Channel,User Language,How likely are you to recommend our programme? - Group,How likely are you to recommend our programme?,Why?,partner_code,role
"{""ImportId"":""startDate"",""timeZone"":""Europe/Warsaw""}","{""ImportId"":""endDate"",""timeZone"":""Europe/Warsaw""}","{""ImportId"":""status""}","{""ImportId"":""ipAddress""}","{""ImportId"":""progress""}","{""ImportId"":""duration""}","{""ImportId"":""finished""}","{""ImportId"":""recordedDate"",""timeZone"":""Europe/Warsaw""}","{""ImportId"":""_recordId""}","{""ImportId"":""recipientLastName""}","{""ImportId"":""recipientFirstName""}","{""ImportId"":""recipientEmail""}","{""ImportId"":""externalDataReference""}","{""ImportId"":""locationLatitude""}","{""ImportId"":""locationLongitude""}","{""ImportId"":""distributionChannel""}","{""ImportId"":""userLanguage""}","{""ImportId"":""QID1_NPS_GROUP""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2_TEXT""}","{""ImportId"":""partner_code""}","{""ImportId"":""role""}"
2026-03-04 10:01:11,2026-03-04 10:03:11,IP Address,10.0.0.1,100,120,True,2026-03-04 10:03:12,R_1,Nowak,Ewa,a@x.pl,,52.2,21.0,email,PL,Promoter,10,"Szybko, dobrze",P1,sales
2026-03-05 10:01:11,2026-03-05 10:03:11,IP Address,10.0.0.2,100,80,True,2026-03-05 10:03:12,R_2,Popa,Ion,b@x.pl,,44.4,26.1,email,RO,Detractor,4,,P2,owner
"""
SURVEYMONKEY = """Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,Custom Data 1,How likely is it that you would recommend our programme to another company?,Why?
,,,,,,,,,Open-Ended Response,Open-Ended Response
118000000001,400000001,03/24/2026 10:01:11 AM,03/24/2026 10:03:11 AM,10.0.0.1,a@x.pl,Ewa,Nowak,P1,10,"Szybko, dobrze"
118000000002,400000001,03/25/2026 10:01:11 AM,03/25/2026 10:03:11 AM,10.0.0.2,b@x.pl,Ion,Popa,P2,4,
"""
TYPEFORM = """#,How likely are you to recommend our programme to another company?,Why?,partner_code,email,Response Type,Start Date (UTC),Stage Date (UTC),Submit Date (UTC),Network ID,Tags
odwdp4nzj1xg6m9l36odwdp4nzlv2gcw,10,"Szybko, dobrze",P1,a@x.pl,completed,2026-03-04 10:01:11,,2026-03-04 10:03:11,653e97acae,
odwdp4nzj1xg6m9l36odwdp4nzlv2gcx,4,,P2,b@x.pl,completed,2026-03-05 10:01:11,,2026-03-05 10:03:11,653e97acaf,
"""
GOOGLE = """Timestamp,Email Address,How likely are you to recommend our programme to another company?,Why?,Partner code
2026/03/04 10:01:11 AM GMT+1,a@x.pl,10,"Szybko, dobrze",P1
2026/03/05 10:01:11 AM GMT+1,b@x.pl,4,,P2
"""
DELIGHTED = """ID,Score,Comment,Name,Email,Created At,Updated At,Permalink,Partner Code
210554887,10,"Szybko, dobrze",Ewa Nowak,a@x.pl,2026-03-04 10:01:11 UTC,2026-03-04 10:01:11 UTC,https://app.delighted.com/r/x1,P1
210554885,4,,Ion Popa,b@x.pl,2026-03-05 10:01:11 UTC,2026-03-05 10:01:11 UTC,https://app.delighted.com/r/x2,P2
"""


@pytest.mark.parametrize(
    ("name", "text", "days"),
    [
        ("qualtrics", QUALTRICS, (4, 5)),
        ("surveymonkey", SURVEYMONKEY, (24, 25)),
        ("typeform", TYPEFORM, (4, 5)),
        ("google-forms", GOOGLE, (4, 5)),
        ("delighted", DELIGHTED, (4, 5)),
    ],
)
def test_the_exports_of_survey_tools_are_read(name: str, text: str, days: tuple[int, int]) -> None:
    mapping = load_mapping((MAPPINGS / f"{name}.yaml").read_text("utf-8"), "yaml", FileKind.NPS)
    report = read(text, mapping=mapping, book=BOOK)
    assert codes(report) == []
    assert report.status is FileStatus.ACCEPTED
    rows = report.rows
    assert rows["wave"].tolist() == ["2026H1", "2026H1"]
    assert rows["partner_id"].tolist() == [1, 2]
    assert rows["respondent_id"].tolist() == ["a@x.pl", "b@x.pl"]
    assert rows["score"].tolist() == [10, 4]
    assert rows["comment"].tolist() == ["Szybko, dobrze", None]
    assert rows["answered_on"].tolist() == [pd.Timestamp(2026, 3, day) for day in days]
