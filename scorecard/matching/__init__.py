"""Resellers as distributors write them, matched to partners: see `Matcher`."""

from scorecard.matching.match import Match as Match
from scorecard.matching.match import Matcher as Matcher
from scorecard.matching.match import Suggestion as Suggestion
from scorecard.matching.register import Candidate as Candidate
from scorecard.matching.register import Reseller as Reseller
