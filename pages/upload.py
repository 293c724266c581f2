"""What arrived, what was refused, can I trust it; and the way in for files."""

from __future__ import annotations

from pages.ui import data, layout, shell
from pages.ui.session import require

viewer = require(*shell.roles_of("upload"))
reader = data.reader()
layout.load_style("data.css")
layout.title(reader.t("Data"))
