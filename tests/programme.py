# ruff: noqa: E501 - files are shown as they are sent
"""A small programme sent through the way in: two distributors, six partners, two owners.

Every name carries its owner's mark, so that a test can see at once whose row leaked.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest

from db import uploads
from db.store import Store
from db.uploads import Landed
from scorecard.access import EVERYTHING, Role, Scope, Viewer
from scorecard.errors import UserError
from scorecard.ids import stable_id
from scorecard.ingest.kinds import FileKind
from scorecard.ingest.report import FileStatus

CHIEF = Viewer("test", "Test", EVERYTHING)
AT = datetime(2026, 7, 20, 8, 0, tzinfo=UTC)
AS_OF = date(2026, 7, 20)

DISTRIBUTORS = """distributor_code,name,country,currency,cadence,due_days
NORD,Nord Distribution,DE,EUR,monthly,5
SUD,Sud Distribution,RO,RON,monthly,5
"""
PARTNERS = """partner_code,name,country,region,partner_type,owner,tier,signed_on,parent_code
A1,Alpha One annmark,DE,DACH,reseller,ann,gold,2023-01-10,
A2,Alpha Two annmark,DE,DACH,integrator,ann,silver,2023-03-01,A1
A3,Alpha Three annmark,PL,Poland,reseller,ann,silver,2024-05-01,
B1,Beta One benmark,RO,Romania,reseller,ben,gold,2023-01-10,
B2,Beta Two benmark,RO,Romania,msp,ben,registered,2025-02-01,
B3,Beta Three benmark,HU,Hungary,reseller,ben,registered,2026-06-01,
"""
PRODUCTS = """sku,name,product_class,family
P-1,Switch,product,Network
S-1,Campus solution,solution,Network
V-1,Care service,service,Care
U-1,Cloud seat,subscription,Cloud
"""
NORD_JUNE = """invoice_no,invoice_date,vendor_partner_id,end_customer_name,sku,qty,line_amount,currency
N1,2026-06-02,A1,Kunde Eins,P-1,10,1000.00,EUR
N2,2026-06-09,A1,Kunde Zwei,S-1,1,2500.50,EUR
N3,2026-06-11,A2,Kunde Eins,U-1,5,350.25,EUR
N4,2026-06-20,B1,Client Unu,P-1,3,300.00,EUR
N5,2026-06-30,A1,Kunde Eins,P-1,-1,-100.00,EUR
"""
SUD_JUNE = """invoice_no,invoice_date,vendor_partner_id,end_customer_name,sku,qty,line_amount,currency
S1,2026-06-05,B1,Client Unu,V-1,2,5000.00,RON
S2,2026-06-15,B2,Client Doi,U-1,4,2000.00,RON
S3,2026-07-02,A1,Kunde Drei,P-1,1,500.00,RON
"""
NORD_YEAR_BEFORE = """invoice_no,invoice_date,vendor_partner_id,end_customer_name,sku,qty,line_amount,currency
O1,2025-05-05,A1,Kunde Zwei,P-1,7,700.00,EUR
O2,2025-06-12,A1,Kunde Eins,P-1,8,800.00,EUR
O3,2025-06-15,B2,Client Trei,P-1,2,200.00,EUR
"""
TARGETS = """level,subject,month,amount,currency
partner,A1,2026-04,3000,EUR
partner,A1,2026-06,1500,EUR
partner,B1,2026-06,1400,EUR
partner,A1,2026-07,2000,EUR
"""
DEALS = """deal_id,partner_code,distributor_code,name,end_customer_name,amount,currency,created_on,registered_on,decision,decided_on,originated_by,stage,stage_entered_on,status,expected_close_on,closed_on,mdf_request_id
D-1,A1,NORD,Campus annmark,Kunde Eins,8000,EUR,2026-03-01,2026-03-02,approved,2026-03-03,partner,proposal,2026-05-01,open,2026-08-15,,
D-2,A1,NORD,Edge annmark,Kunde Zwei,4000,EUR,2026-04-01,2026-04-02,approved,2026-04-04,partner,won,2026-06-10,won,2026-06-15,2026-06-10,M-1
D-3,B1,SUD,Retea benmark,Client Unu,9000,EUR,2026-05-01,2026-05-02,rejected,2026-05-05,partner,lost,2026-06-01,lost,2026-06-30,2026-06-01,
"""
DEALS_LATER = """deal_id,partner_code,distributor_code,name,end_customer_name,amount,currency,created_on,registered_on,decision,decided_on,originated_by,stage,stage_entered_on,status,expected_close_on,closed_on,mdf_request_id
D-1,A1,NORD,Campus annmark,Kunde Eins,8500,EUR,2026-03-01,2026-03-02,approved,2026-03-03,partner,won,2026-07-10,won,2026-08-15,2026-07-10,
"""
CERTIFICATIONS = """partner_code,person_id,person_name,certification,role,valid_from,valid_to
A1,p1,Ann Person annmark,Engineer,engineer,2025-01-01,2026-08-31
A1,p2,Al Person annmark,Sales,sales,2025-01-01,
B1,p3,Bo Person benmark,Engineer,engineer,2024-01-01,2026-02-01
"""
NPS = """partner_code,wave,respondent_id,answered_on,score,comment
A1,2026H1,a@annmark,2026-05-02,9,good annmark
B1,2026H1,b@benmark,2026-05-03,4,poor benmark
"""
ENGAGEMENT = """partner_code,event_id,activity,happened_on,person_id,n_events
A1,e1,webinar,2026-06-20,a@annmark,1
B1,e2,visit,2026-07-01,b@benmark,3
"""
MDF = """request_id,partner_code,activity,currency,requested_on,requested_amount,approved_on,approved_amount,claimed_on,claimed_amount,paid_on,paid_amount
M-1,A1,Roadshow annmark,EUR,2026-02-01,1000,2026-02-10,900,2026-05-01,800,2026-05-20,800
M-2,B1,Fair benmark,EUR,2026-03-01,500,2026-03-09,400,,,,
"""

FILES: list[tuple[FileKind, str | None, str, str]] = [
    (FileKind.DISTRIBUTORS, None, "distributors.csv", DISTRIBUTORS),
    (FileKind.PARTNERS, None, "partners.csv", PARTNERS),
    (FileKind.PRODUCTS, None, "products.csv", PRODUCTS),
    (FileKind.SELL_THROUGH, "NORD", "nord-june.csv", NORD_JUNE),
    (FileKind.SELL_THROUGH, "SUD", "sud-june.csv", SUD_JUNE),
    (FileKind.SELL_THROUGH, "NORD", "nord-2025.csv", NORD_YEAR_BEFORE),
    (FileKind.TARGETS, None, "targets.csv", TARGETS),
    (FileKind.DEALS, None, "deals.csv", DEALS),
    (FileKind.DEALS, None, "deals-july.csv", DEALS_LATER),
    (FileKind.CERTIFICATIONS, None, "people.csv", CERTIFICATIONS),
    (FileKind.NPS, None, "nps.csv", NPS),
    (FileKind.ENGAGEMENT, None, "events.csv", ENGAGEMENT),
    (FileKind.MDF, None, "mdf.csv", MDF),
]

ANN = Scope(Role.MANAGER, owner="ann")
BEN = Scope(Role.MANAGER, owner="ben")
OF_NORD = Scope(Role.DISTRIBUTOR, distributor_id=stable_id("distributors", "NORD"))
OF_SUD = Scope(Role.DISTRIBUTOR, distributor_id=stable_id("distributors", "SUD"))
OF_A1 = Scope(Role.PARTNER, partner_id=stable_id("partner", "A1"))
OF_B1 = Scope(Role.PARTNER, partner_id=stable_id("partner", "B1"))


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The block must raise the `UserError` of this code."""
    with pytest.raises(UserError) as caught:
        yield
    assert caught.value.code == code


def partner_id(code: str) -> int:
    return stable_id("partner", code)


def send(
    store: Store, kind: FileKind, sender: str | None, name: str, text: str, viewer: Viewer = CHIEF
) -> Landed:
    """Prepare and land a file that must be accepted whole, or be in the store already."""
    data = text.encode()
    report = uploads.prepare(
        store, viewer, kind=kind, data=data, file_name=name, sender=sender, as_of=AS_OF
    )
    if report.reason == "DUPLICATE_FILE":
        return Landed(None, store.data_version())
    assert report.status is FileStatus.ACCEPTED, report.issues
    return uploads.land(store, viewer, report, data, landed_at=AT)


def load_small_programme(store: Store) -> dict[str, int]:
    """Send all files; returns file name -> batch id."""
    landed = {name: send(store, kind, sender, name, text) for kind, sender, name, text in FILES}
    return {name: found.batch_id for name, found in landed.items() if found.batch_id is not None}
