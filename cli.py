"""The product's verbs without a browser, stable for scripts.

Exit codes: 0 done; 1 `check` found a difference, or a fault of the program; 2 something you can
mend (one sentence on stderr); 3 a file is held for a person; 4 a file is rejected.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import Abort, Exit, TyperException

from commands import figures, files, stores
from commands.alerts import alerts, digest
from commands.history import lines
from commands.ingest import ingest
from commands.people import users
from commands.pipeline import dedupe, forecast, forecast_backtest, forecast_record
from commands.programme import programme
from commands.qbr import qbr
from commands.reading import read
from commands.registry import import_registry
from commands.risk import risk, risk_backtest
from commands.score import score
from commands.tiers import tiers
from commands.voice import nps, survey
from commands.watch import watch


class Explained(TyperGroup):
    """Puts what went wrong into one sentence; here, and only here, everything is caught."""

    def invoke(self, ctx: Any) -> Any:
        from commands.options import spoken_language
        from scorecard.errors import NotFound, UserError
        from scorecard.i18n.sentences import user_error_sentence

        try:
            return super().invoke(ctx)
        except UserError as error:
            if isinstance(error, NotFound):
                error = UserError("no_such_thing", what=error.params.get("what", ""))
            typer.echo(user_error_sentence(error.code, error.params, spoken_language()), err=True)
            raise Exit(2) from error
        except (Exit, Abort, TyperException):
            raise
        except Exception as error:
            typer.echo(kept_fault(error), err=True)
            raise Exit(1) from error


def kept_fault(error: Exception) -> str:
    """Write the traceback to a log; the sentence that names it and its reference."""
    import tempfile
    import traceback
    from secrets import token_hex

    reference = token_hex(4).upper()
    folder = Path("data") if Path("data").is_dir() else Path(tempfile.gettempdir())
    log = folder / "scorecard-cli.log"
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{datetime.now(UTC).isoformat()} reference {reference}: {sys.argv[1:]}\n")
        file.writelines(traceback.format_exception(error))
    return (
        f"Something went wrong in the program. Give the reference {reference} and the file "
        f"{log} to whoever looks after it."
    )


app = typer.Typer(
    cls=Explained,
    help=__doc__,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (
    stores.init, stores.demo, stores.serve, ingest, watch, read, import_registry, files.undo,
    files.batches, lines, files.original, files.template, figures.kpis, figures.card, score, tiers,
    risk, risk_backtest, nps, alerts, digest, forecast, forecast_backtest, forecast_record, dedupe,
    qbr, stores.rebuild, stores.check, stores.rates,
):  # fmt: skip
    app.command()(command)
app.add_typer(users, name="user")
app.add_typer(programme, name="programme")
app.add_typer(survey, name="survey")

if __name__ == "__main__":
    app()
