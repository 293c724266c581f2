"""Tables of forecasts that are kept."""

from __future__ import annotations

from db.deal_models import ForecastRecord, PipelineForecast
from db.readmodel import table_of

FORECAST = table_of(PipelineForecast)
RECORD = table_of(ForecastRecord)
