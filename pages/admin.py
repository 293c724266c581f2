"""Settings, users, uploads, checks: for the chief only."""

from __future__ import annotations

from pages.ui import data, layout, shell
from pages.ui.session import require

viewer = require(*shell.roles_of("admin"))
reader = data.reader()
layout.load_style("data.css")
layout.title(reader.t("Admin"))
