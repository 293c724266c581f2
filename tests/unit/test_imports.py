"""What loads slowly is not loaded before it is needed."""

import subprocess
import sys

import pytest

MODELS = ("scipy.stats", "sklearn")
DECKS = ("pptx", "typst")


@pytest.mark.parametrize(
    ("module", "slow"),
    [
        ("db.store", (*MODELS, *DECKS, "plotly")),
        ("cli", (*MODELS, *DECKS, "pandas", "plotly", "sqlalchemy")),
        # Streamlit itself loads the outside of plotly.
        ("pages.ui.data", (*MODELS, *DECKS)),
    ],
)
def test_a_fresh_process_loads_no_models_charts_or_decks(
    module: str, slow: tuple[str, ...]
) -> None:
    told = f"import sys, {module}; print([one for one in {slow} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, check=True, text=True)
    assert done.stdout == "[]\n"
