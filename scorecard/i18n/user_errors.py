"""What a person reads when something can be mended."""

from __future__ import annotations

from scorecard.i18n.message import MsgId

# What went wrong and what to do about it. `{places}` are the error's parameters.
USER_ERRORS: dict[str, MsgId] = {
    "bad_period": (
        "“{text}” is not a period. Write a quarter as 2019Q2, a year as 2019 or a month as 2019-04."
    ),
    "no_scores": (
        "There are no scores of {period}. Scores are kept by quarter; the last ones: {known}."
    ),
    "bad_horizon": "A horizon of {horizon} days is not possible. Choose 1 to 365 days.",
    "bad_step": "“{step}” is no step from day to day. Choose one of: {steps}.",
    "no_days": (
        "From {begin} to {end} there is no day to look back on, or there are more than {most}."
    ),
    "orders_columns": (
        "The order log has no column {columns}. It needs partner, date and amount; lines, units "
        "and brand may stand beside them."
    ),
    "orders_unread": "The order log cannot be read: {reason}.",
    "orders_options": (
        "An order log is the vendor's own and its columns are known: leave out --sender, "
        "--mapping, --context and --dry-run."
    ),
    "bad_database_url": (
        "“{url}” is not a database address. Use sqlite:///data/scorecard.db or "
        "postgresql://user:password@host/name."
    ),
    "database_folder_missing": (
        "The folder “{folder}” of the database does not exist. Create it or change the address."
    ),
    "database_locked": (
        "Another process keeps the database {url} busy for more than {seconds} seconds. Try "
        "again in a moment."
    ),
    "database_empty": (
        "The database {url} is empty. Run “python cli.py init” or “make run” first."
    ),
    "database_disk_full": (
        "The disk of the database {url} is full. Free some space and try again; nothing was "
        "changed."
    ),
    "database_unreachable": (
        "The database {url} does not answer: {detail} Check the address and that the server runs."
    ),
    "database_foreign": (
        "This database holds tables of something else ({tables}). Choose another database; this"
        " one was not changed."
    ),
    "store_newer": (
        "The database was written by a newer version ({revision}). Update the program; the "
        "database was not changed."
    ),
    "store_older": (
        "The database {url} has an older layout. Run “python cli.py init” to bring it up to date."
    ),
    "migration_broke_keys": (
        "The update of the database was taken back, because {rows} rows point to nothing. "
        "Restore a backup or ask for help."
    ),
    "not_found": "There is nothing here under this address.",
    "not_local": (
        "Without sign-in the app serves this machine only, but it is bound to {address}. Start "
        "it on 127.0.0.1, or set SCORECARD_SIGN_IN to oidc or proxy."
    ),
    "proxy_incomplete": (
        "Sign-in by proxy needs both SCORECARD_PROXY_SECRET and the name of its header. Set "
        "them or choose another sign-in."
    ),
    "bad_rates": (
        "Line {line} of the exchange rates cannot be read: {detail}. Mend the line and load the "
        "file again."
    ),
    "no_rate": (
        "There is no exchange rate for {currency} on {day}. Load rates that cover this day "
        "(Admin, Exchange rates), then try again."
    ),
    "unknown_local_user": (
        "SCORECARD_LOCAL_USER names {email}, who is no active user of this store. Add the user "
        "or unset the variable."
    ),
    "unknown_sender": (
        "There is no distributor {sender}. Send the file of distributors first, or choose "
        "another sender."
    ),
    "nothing_to_land": "There is nothing to land: the file is {status}. Mend it and send it again.",
    "other_bytes": "The file changed after it was read. Choose it again.",
    "directory_changed": (
        "Partners or products that the file names were taken back in the meantime. Read the "
        "file again."
    ),
    "matched_already": (
        "“{reseller}” was matched by somebody in the meantime. Take that decision back first to "
        "choose another partner."
    ),
    "stands_there": "All lines of “{reseller}” count for this partner already.",
    "same_partner": "“{partner}” is the same partner. Choose another one.",
    "split_first": ("“{partner}” is merged into another partner itself. Split that merge first."),
    "parent_circle": (
        "“{parent}” is a branch of “{partner}” already, so “{partner}” cannot be its branch."
    ),
    "unknown_product": "There is no product “{product}” in the register.",
    "unknown_customer": "There is no such end customer. Look at the list again.",
    "customer_is_meant": (
        "“{other}” was said to mean “{customer}”. Take that decision back first."
    ),
    "already_undone": "Upload {batch} has been taken back already.",
    "undo_blocked": (
        "Upload {batch} stands on what this one brought ({what}). Take upload {batch} back first."
    ),
    "bad_email": "“{email}” is no e-mail address with a name. Write both and save again.",
    "last_chief": ("{email} is the only channel chief who can sign in. Add another chief first."),
    "needs_subject": "A {role} needs an owner, a distributor or a partner to look at. Choose one.",
    "unknown_subject": "There is no “{subject}” here. Choose one that is in the list.",
    "mapping_format": (
        "A mapping cannot be read as “{format}”. Save it as .yaml, .toml or .json and choose it "
        "again."
    ),
    "mapping_broken": "Line {line} of the mapping cannot be read: {detail}. Mend it and try again.",
    "mapping_wrong": "The mapping does not fit: {detail}. Mend it and try again.",
    "bad_sort": "There is no order “{sort}”. Choose a column of the table.",
    "bad_source": "There is no source “{source}”{hint}. Choose one that the partner page shows.",
    "store_not_empty": (
        "The store {url} holds data already, so the demo programme was not loaded. Choose an "
        "empty store."
    ),
    "same_deal": "These are one and the same report; name two different deals.",
    "unknown_mapping": (
        "There is neither a file nor a mapping “{mapping}”{hint}. Mappings that come with the "
        "product: {known}."
    ),
    "unknown_kind": "There is no kind of file “{kind}”{hint}. Use one of: {kinds}.",
    "unknown_language": "There is no language “{language}” here. Use one of: {languages}.",
    "unknown_role": "There is no role “{role}”{hint}. Use chief, manager, distributor or partner.",
    "bad_create_sender": (
        "“{text}” does not describe a new sender. Write its name, country and currency, for "
        "example “Example Distribution,PL,PLN”, and give its code with --sender."
    ),
    "bad_context": (
        "The context {file} cannot be read: {detail}. It is a JSON object with names such as "
        "distributor_id, as_of and period, see docs/commands.md."
    ),
    "no_inbox": (
        "There is no folder {folder}. Make it, with a folder for each sender named after its code, "
        "or name another with --inbox."
    ),
    "bad_registry": (
        "The registry's {file} cannot be read: {detail}. It is a JSON list of objects, see "
        "docs/commands.md."
    ),
    "file_exists": "The file {path} is there already. Give another name with --output.",
    "port_taken": (
        "Nothing can listen on {address}, port {port}: {detail}. Choose another port, for "
        "example “make run PORT=8502”."
    ),
    "check_found": (
        "The check found {n} differences, listed below. Make all numbers anew, and tell whoever "
        "looks after the app."
    ),
    "page_alone": "A page cannot be started alone. Start app.py, for example with “make run”.",
    "bad_setting": "The setting {name} cannot be read: {detail}",
    "no_such_thing": "There is no {what} here. Look for typing mistakes and try again.",
    "unknown_sender_code": (
        "There is no distributor {sender}. Land a file of kind distributors that names it, or "
        "add --create-sender NAME,COUNTRY,CURRENCY."
    ),
    "unknown_grain": "KPIs are not known by “{by}”{hint}. Use one of: {grains}.",
    "unknown_kpi": "There is no KPI “{key}”{hint}. The page KPI dictionary lists them.",
    "overlap_since": (
        "Another file about the same documents landed since this one was read. Read the file again."
    ),
    "unknown_partner": (
        "There is no partner with the code “{partner}”. Choose one from the list, or load the "
        "partner first."
    ),
    "draft_unchanged": "The draft is the same as the saved version. Change a number first.",
    "version_missing": "Give the new version a name and a day from which it is valid.",
    "programme_unreadable": "{file} is no text in UTF-8 of at most 1 MB. Save it as UTF-8.",
    "programme_wrong": (
        "The programme file {file} was not taken, because of {n} faults. Mend them and try again.\n"
        "{faults}"
    ),
    "rows_column": (
        "The rows “{table}” have no column “{column}”{hint}, which the programme asks for. Add the "
        "column, or name another in the programme file."
    ),
    "rows_cell": (
        "The rows “{table}” have “{cell}” in the column “{column}”, which is no {form}. Mend the "
        "cell and try again."
    ),
    "version_order": (
        "Version {version} of the programme begins on {day}, not after version {before}, which "
        "begins on {since}. Give it a later valid_from."
    ),
    "version_tiers": (
        "Version {version} has no tier “{tier}” in the ladder {ladder}, which partners hold. Say "
        "under migration, tiers, which tier they get."
    ),
    "no_tiers": (
        "The programme has no tiers yet. Write its ladders into a programme file "
        "(docs/programme-file.md) and save it with “programme save”."
    ),
    "reason_missing": "Say why: the reason is kept with the decision.",
    "version_known": (
        "There is a version “{version}” already. A version that was saved is never changed: give "
        "the new one another name."
    ),
    "version_not_later": (
        "The version begins on {day}, and the last one on {last}. Let it begin on a later day."
    ),
    "version_reviewed": (
        "The version begins on {day}, but tiers were decided up to {last}, and what was decided "
        "stays. Let it begin on a later day."
    ),
    "programme_fx": (
        "The programme counts in {into} and the store in {currency}. Add the rate of one "
        "{currency} to the section “fx” of the programme file."
    ),
    "metrics_line": (
        "Line {line} of {file} cannot be used: {detail}. Mend it and try again; "
        "docs/programme-file.md shows the form."
    ),
    "bad_rows_option": "“{text}” is not NAME=FILE. Write for example --rows people=people.csv.",
    "commitment_empty": "Write what is promised and who owns it.",
    "commitment_too_long": "Keep it below {most} characters: a slide has to hold it.",
    "qbr_whom": "Name one partner, or ask for the decks of all with --all.",
    "bad_edition": "There is no edition “{edition}”. Take partner or internal.",
    "bad_qbr_form": "A review has no form “{form}”. Take one of {forms}.",
    "office_missing": (
        "A PDF of the whole deck needs LibreOffice, which is not installed here. Take the deck "
        "itself or the one-page PDF."
    ),
    "office_failed": (
        "LibreOffice made no PDF of the deck. Take the deck itself or the one-page PDF."
    ),
    "deck_unreadable": "{file} is no deck that can be opened: it has to be a .pptx file.",
    "template_unreadable": (
        "This file is no PowerPoint template. Save it as .pptx or .potx and send it again."
    ),
    "template_too_large": (
        "The template is larger than {most} MB. Take the pictures and example slides out of it."
    ),
    "template_bomb": "The template unpacks to far more than it should. It is not used.",
    "template_active": (
        "The template holds macros or embedded objects, which decks do not carry. Save it without "
        "them as .pptx."
    ),
    "template_layouts": (
        "The template has no slide layout with a title. Add one (in PowerPoint: View, Slide "
        "Master) and send it again."
    ),
    "one_pager_too_long": (
        "The review does not fit on one page. Shorten the notes and asks that were added to it."
    ),
    "alert_state": (
        "The alert is {state}, so it cannot be changed this way ({act}). Load the page again to "
        "see how it stands."
    ),
    "alert_newer": (
        "There is a later alert about the same, so alert {alert} stays closed. Write a note, or "
        "act on the later one."
    ),
    "snooze_past": (
        "An alert sleeps until a day after {today}; {day} is not. Choose a later day, or let it "
        "sleep until it gets worse."
    ),
    "unknown_handler": (
        "“{name}” owns no partner, so no alert can be assigned to that name. Choose an owner of "
        "partners; managers take alerts themselves."
    ),
    "note_missing": "Write the note first: an empty one says nothing.",
    "bad_budget": (
        "A weekly budget is 0 to {most} partners, not {partners}. Give a number in between."
    ),
    "unknown_theme": "“{theme}” is no theme{hint}. Themes are: {themes}.",
    "unknown_wave": "There is no wave “{wave}”{hint}. Waves, the latest first: {waves}.",
    "bad_grain": "NPS cannot be grouped by “{by}”{hint}. Choose one of: {grains}.",
    "no_detractor": "A score of {score} is no detractor's; there is nothing to close.",
    "owner_missing": "Say who looks after the answer.",
    "due_before_answer": "The due date lies before the answer of {answered}. Choose a later day.",
    "done_missing": "Say what was done.",
    "done_before_answer": "The day lies before the answer of {answered}. Choose a later day.",
    "wave_exists": (
        "There is a wave “{known}” already. Two waves cannot share a name; case, spaces and "
        "punctuation do not tell them apart."
    ),
    "wave_days": "The wave must close on the day it opens or later, within {days} days.",
    "wave_not_open": (
        "Wave “{wave}” was not opened here. Open it first with “python cli.py survey open”."
    ),
    "wave_closed": "Wave “{wave}” is closed since {closed}.",
    "no_invitations": ("Nobody is invited to wave “{wave}”. Upload a file of invitations first."),
    "survey_secret": (
        "Links to the survey need a secret of at least 32 characters. Set SCORECARD_SURVEY_SECRET; "
        "without it links work on this machine only."
    ),
    "survey_link_broken": (
        "This link is not complete or was changed. Copy the whole link from the invitation."
    ),
    "survey_link_expired": "This survey is closed. Thank you for your interest.",
    "survey_link_replaced": (
        "This link was replaced by a newer one. Use the link of the latest invitation."
    ),
    "survey_score": "Choose a number from 0 to 10.",
    "survey_comment_long": "The comment is too long: at most {limit} characters are kept.",
    "survey_too_often": "This answer was changed very often. Wait a little and try again.",
    "bad_webhook": (
        "SCORECARD_DIGEST_WEBHOOK is no address that a digest may go to. Give an https address, or "
        "http on this machine."
    ),
    "smtp_plain": (
        "Mail to {host} would go without encryption. Set SCORECARD_SMTP_SECURITY to starttls or "
        "tls; none is for this machine only."
    ),
    "smtp_failed": (
        "The mail server {host} did not take the digest: {detail}. Look at its address, port, "
        "user and password, and send again."
    ),
    "webhook_failed": (
        "The webhook did not take the digest: {detail}. Look at SCORECARD_DIGEST_WEBHOOK and at "
        "what receives it, and send again."
    ),
    "bad_address": "{address} is no e-mail address, so no digest was sent. Mend the user's e-mail.",
    "folder_unwritable": (
        "Nothing can be written to {folder}: {detail}. Choose another with --folder."
    ),
}
