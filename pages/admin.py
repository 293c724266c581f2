"""Settings, users, exchange rates, the check and the log: for the chief only."""

from __future__ import annotations

from pages.ui import accounts, data, landed, layout, programme_admin, shell, steering
from pages.ui.choice import view
from pages.ui.html import show, tag
from pages.ui.session import require

viewer = require(*shell.roles_of("admin"))
reader = data.reader()
layout.load_style("data.css", "tiers.css")

layout.title(reader.t("Admin"))
if data.is_empty():
    steering.demo_panel(viewer, reader)
match view(
    {
        "settings": reader.t("Settings"),
        "programme": reader.t("Programme"),
        "users": reader.t("Users"),
        "uploads": reader.t("Uploads"),
        "rates": reader.t("Exchange rates"),
        "check": reader.t("Data check"),
        "log": reader.t("Log"),
    },
    "settings",
    reader,
):
    case "settings":
        steering.settings_form(viewer, reader)
    case "programme":
        programme_admin.programme_panel(viewer, reader)
    case "users":
        people = data.users(viewer.scope)
        if people:
            show(accounts.user_table(people, reader))
        else:
            show(tag("p", reader.t("Nobody is on the list yet."), class_="ps-note"))
        layout.heading(reader.t("Add or change a user"))
        accounts.user_editor(viewer, people, reader)
    case "uploads":
        newest = data.batches(viewer.scope, landed.PER_PAGE)
        show(tag("p", reader.t("Open a file to take it back."), class_="ps-note"))
        show(landed.batch_table(newest, reader))
        all_uploads = tag("a", reader.t("All uploads"), " ›", href="./upload?view=uploads")
        show(tag("p", all_uploads, class_="ps-more"))
    case "rates":
        steering.rates_panel(viewer, reader)
    case "check":
        steering.check_panel(viewer, reader)
    case "log":
        accounts.log_table(data.audit_log(viewer.scope, accounts.ENTRIES_SHOWN), reader)
layout.footer(data.stamp(viewer.scope), data.freshness(viewer.scope), reader)
