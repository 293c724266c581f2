"""The pipeline counted once: reports of the same opportunity become one deal with one amount.

See `contract` for the frames that are taken and given.
"""

from scorecard.forecast.dedupe.bridge import bridge as bridge
from scorecard.forecast.dedupe.contract import Bridge as Bridge
from scorecard.forecast.dedupe.contract import Counted as Counted
from scorecard.forecast.dedupe.contract import Decision as Decision
from scorecard.forecast.dedupe.contract import Settings as Settings
from scorecard.forecast.dedupe.count import count_once as count_once
from scorecard.forecast.dedupe.credits import at_most_one as at_most_one
from scorecard.forecast.dedupe.explain import explain as explain
