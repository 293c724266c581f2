"""All KPIs. Importing the package defines them; the order here is the order shown."""

# isort: off
from scorecard.kpis import sales as sales
from scorecard.kpis import reach as reach
from scorecard.kpis import pace as pace
from scorecard.kpis import pipeline as pipeline
from scorecard.kpis import coverage as coverage
from scorecard.kpis import enablement as enablement
from scorecard.kpis import engagement as engagement
from scorecard.kpis import voice as voice
from scorecard.kpis import investment as investment

# isort: on
from scorecard.kpis.registry import registry as registry

__all__ = ["registry"]
