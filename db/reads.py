"""Reads of the store for pages, decks and commands. Each takes a `Scope`, applied in SQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import Engine

from db.alert_reads import AlertReads
from db.deal_reads import DealReads
from db.engine import reading
from db.evidence import EvidenceReads
from db.facts import load_facts
from db.history import HistoryReads
from db.partner_reads import PartnerReads
from db.pipeline_reads import PipelineReads
from db.refused import RefusedReads
from db.review_reads import ReviewReads
from db.risk_reads import RiskReads
from db.scoping import of_partners_in
from db.score_reads import ScoreReads
from db.segment_reads import SegmentReads
from db.stock_reads import StockReads
from db.trust_reads import TrustReads
from db.upload_reads import UploadReads
from db.versions import VersionReads
from db.voice_reads import VoiceReads
from scorecard.access import Role, Scope
from scorecard.facts import SOURCES, Facts


class Reads(
    SegmentReads,
    PartnerReads,
    EvidenceReads,
    UploadReads,
    TrustReads,
    StockReads,
    RefusedReads,
    HistoryReads,
    VersionReads,
    ScoreReads,
    RiskReads,
    VoiceReads,
    ReviewReads,
    PipelineReads,
    DealReads,
    AlertReads,
):
    """Everything that can be read; nothing here scans lines but the evidence of one partner."""

    engine: Engine

    def facts(self, scope: Scope, as_of: date) -> Facts:
        """All facts of the partners in scope, for periods that are not materialised."""
        with reading(self.engine) as connection:
            found = load_facts(
                connection, as_of, set(SOURCES), lambda column: of_partners_in(scope, column)
            )
            if scope.role is Role.CHIEF:
                return found
            mine = found.targets["partner_id"] != 0
            if scope.role is Role.MANAGER:
                mine |= found.targets["owner"] == (scope.owner or "")
            return replace(found, targets=found.targets[mine])
