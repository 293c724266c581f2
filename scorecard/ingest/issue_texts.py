"""What each issue code means, as data: a title, a sentence, and how to mend it.

Every sentence may use `{column}`, `{cell}`, `{line}` and the issue's own params. More than 250
lines, because it is one table.
"""

from __future__ import annotations

from dataclasses import dataclass

from scorecard.i18n.message import MsgId


@dataclass(frozen=True)
class IssueText:
    """English sentences of one code; `params` are the places beside column, cell and line."""

    title: MsgId
    sentence: MsgId
    mend: MsgId
    params: tuple[str, ...] = ()


ABOUT_FILE: dict[str, IssueText] = {
    "EMPTY_FILE": IssueText(
        "Empty file",
        "The file has no content.",
        "Export the file again and check that it is not empty.",
    ),
    "NO_DATA_ROWS": IssueText(
        "No rows",
        "The file has a header and no rows below it.",
        "Check that the export covers the right period. If nothing was sold, nothing is to do.",
    ),
    "NOT_TABULAR": IssueText(
        "Not a table",
        "The file is no table of rows and columns ({type}).",
        "Send the table itself as CSV or XLSX. A web page in its place often means that the "
        "export needed a sign-in.",
        ("type",),
    ),
    "UNSUPPORTED_TYPE": IssueText(
        "Type of file not read",
        "Files of this type are not read ({type}).",
        "Save the table as CSV, XLSX, XLS or ODS and send that.",
        ("type",),
    ),
    "ZIP_BOMB": IssueText(
        "Unpacks to too much",
        "The file would unpack to {unpacked}.",
        "Save the table as CSV and send that.",
        ("unpacked",),
    ),
    "FILE_TOO_LARGE": IssueText(
        "File too large",
        "The file is larger than {limit}.",
        "Send it in parts, for example one month a file.",
        ("limit",),
    ),
    "UNKNOWN_SHEET": IssueText(
        "Sheet not found",
        "There is no sheet “{sheet}”. The file has: {sheets}.",
        "Correct the sheet in the mapping, or rename the sheet in the file.",
        ("sheet", "sheets"),
    ),
    "SEVERAL_FILES": IssueText(
        "Not one file",
        "The archive holds {files} files; exactly one is read.",
        "Send each file by itself.",
        ("files",),
    ),
    "SEVERAL_SHEETS": IssueText(
        "Several sheets",
        "Several sheets could hold the rows: {sheets}.",
        "Name the sheet in a mapping, or send one file a sheet.",
        ("sheets",),
    ),
    "WRONG_KIND": IssueText(
        "Wrong kind of file",
        "This header belongs to a file of {fits}, not of {kind}.",
        "Choose {fits} as the kind of file and upload it again.",
        ("fits", "kind"),
    ),
    "MISSING_REQUIRED_COLUMN": IssueText(
        "Column missing",
        "No column was found for: {columns}. The header has: {found}.",
        "Add the column, or say in a mapping which header holds it.",
        ("columns", "found"),
    ),
    "UNKNOWN_DISTRIBUTOR": IssueText(
        "Distributor not known",
        "There is no distributor “{distributor}”.",
        "Upload the distributor first, or correct its code.",
        ("distributor",),
    ),
    "DUPLICATE_FILE": IssueText(
        "Already here",
        "Exactly this file was landed before, as upload {batch}.",
        "Nothing is to do. To load it again, take the earlier upload back first.",
        ("batch",),
    ),
    "RESEND_RULE": IssueText(
        "Replace or add?",
        "{shared} lines of this file are here already, of {there} lines of the same period.",
        "Say whether a file of this sender replaces its period (changed lines are updated, "
        "missing ones taken out) or adds to it. The answer is kept for the sender.",
        ("shared", "there"),
    ),
    "AMBIGUOUS_COLUMN": IssueText(
        "Two columns for one thing",
        "The columns {columns} could all be “{field}”.",
        "Say in a mapping which of them it is.",
        ("columns", "field"),
    ),
}

ABOUT_CELL: dict[str, IssueText] = {
    "BAD_DATE": IssueText(
        "Not a date",
        "“{cell}” in column {column} is not a date.",
        "Write the date as 2026-01-31.",
    ),
    "FUTURE_DATE": IssueText(
        "Date in the future",
        "“{cell}” in column {column} lies after {as_of}.",
        "Correct the date, or send the row when the day has come.",
        ("as_of",),
    ),
    "DATE_ORDER": IssueText(
        "Dates in the wrong order",
        "“{cell}” in column {column} lies before {first}.",
        "Correct one of the two dates.",
        ("first",),
    ),
    "AMBIGUOUS_DATE": IssueText(
        "Day first or month first?",
        "“{cell}” in column {column} can be read in two ways, and nothing in the file decides.",
        "Say in the mapping whether day or month comes first (date_order: dmy or mdy), or write "
        "dates as 2026-01-31.",
    ),
    "AMBIGUOUS_NUMBER": IssueText(
        "Thousands or decimals?",
        "“{cell}” in column {column} can be read in two ways, and nothing in the file decides.",
        "Say in the mapping which sign is the decimal mark (decimal_mark: “.” or “,”).",
    ),
    "BAD_QTY": IssueText(
        "Not a quantity",
        "“{cell}” in column {column} is not a quantity.",
        "Write a plain number, negative for a return, for example 12 or -3.",
    ),
    "BAD_PRICE": IssueText(
        "Not an amount",
        "“{cell}” in column {column} is not an amount of money that can be taken.",
        "Write a plain number without currency, for example 1234.50.",
    ),
    "BAD_CURRENCY": IssueText(
        "Not a currency",
        "“{cell}” in column {column} is not a currency.",
        "Write the ISO code of three letters, for example EUR.",
    ),
    "BAD_COUNTRY": IssueText(
        "Not a country",
        "“{cell}” in column {column} is not a country that is known.",
        "Write the ISO code of two letters, for example PL, or give the name in the mapping.",
    ),
    "BAD_VALUE": IssueText(
        "Value not allowed",
        "“{cell}” in column {column} is not allowed here.",
        "Write one of the values that the template names.",
    ),
    "MISSING_VALUE": IssueText(
        "Value missing",
        "Column {column} is empty in this row and is needed.",
        "Fill it in.",
    ),
    "FIELD_TOO_LARGE": IssueText(
        "Text too long",
        "The text in column {column} has more than {limit} characters.",
        "Shorten it. If it holds several rows, a quotation mark is missing in the file.",
        ("limit",),
    ),
    "CONTROL_CHARS": IssueText(
        "Control characters",
        "The cell in column {column} holds control characters.",
        "Export the file again as plain text; the file may be damaged.",
    ),
    "UNKNOWN_PARTNER": IssueText(
        "Partner not known",
        "“{cell}” in column {column} is no partner that is known.",
        "Upload the partner first, or correct the code.",
    ),
    "ANSWERED_AGAIN": IssueText(
        "Answered twice",
        "“{cell}” answered again later in the same wave; the last answer counts.",
        "Nothing is to do.",
    ),
    "ANSWER_BEFORE_INVITATION": IssueText(
        "Answer before the invitation",
        "“{cell}” in column {column} lies before the invitation of {invited}.",
        "Correct the day of the answer or of the invitation.",
        ("invited",),
    ),
    "NOT_INVITED": IssueText(
        "Contact not known",
        "“{cell}” was not invited to wave {wave} for this partner.",
        "Upload the invitation first, or correct the contact or the partner.",
        ("wave",),
    ),
    "WAVE_SPELLED_OTHERWISE": IssueText(
        "One wave, two spellings",
        "“{cell}” in column {column} is spelled {known} elsewhere.",
        "Write the wave the same way everywhere.",
        ("known",),
    ),
    "TWO_WAVES_ONE_NAME": IssueText(
        "Two waves with one name",
        "Wave “{cell}” began on {began}; this day is more than {days} days away from it.",
        "Give the other wave a name of its own.",
        ("began", "days"),
    ),
    "UNKNOWN_PARENT": IssueText(
        "Parent not known",
        "“{cell}” in column {column} is neither a known partner nor one of this file.",
        "Add the parent company to the file, or correct its code.",
    ),
    "PARENT_CIRCLE": IssueText(
        "Parents in a circle",
        "Going up from “{cell}” in column {column} leads back to this partner.",
        "Correct the parents; a company cannot stand above itself.",
    ),
    "UNKNOWN_SKU": IssueText(
        "Product not known",
        "“{cell}” in column {column} is no product that is known.",
        "Upload the product first, or correct the article number.",
    ),
    "AMBIGUOUS_SKU": IssueText(
        "Several products fit",
        "“{cell}” in column {column} fits several products, or another than the article number.",
        "Write the article number in full, with its leading zeros.",
    ),
    "SKU_CORRUPTED": IssueText(
        "Article number spoilt",
        "“{cell}” in column {column} is what a spreadsheet program made of an article number.",
        "Format the column as text before the numbers are typed or pasted, and export again.",
    ),
    "AMOUNT_MISMATCH": IssueText(
        "Amount does not fit",
        "The amount “{cell}” is not quantity times price of this row.",
        "Correct the quantity, the price or the amount.",
    ),
    "RETURN_NOT_NEGATIVE": IssueText(
        "Return with a positive quantity",
        "The row is a return, but its quantity “{cell}” is not negative.",
        "Write returns with a negative quantity.",
    ),
    "OPEN_BUT_CLOSED": IssueText(
        "Open deal with a closing day",
        "The deal is open, but column {column} says “{cell}”.",
        "Correct the status, or clear the day.",
    ),
    "WON_WITHOUT_AMOUNT": IssueText(
        "Won without an amount",
        "The deal is won, and no amount is given for it.",
        "Enter what it was won for, or correct its status.",
    ),
    "UNKNOWN_STAGE": IssueText(
        "Stage not known",
        "The programme does not know the stage “{cell}”.",
        "Say in the mapping, under values and status, whether it is open, won, lost or cancelled.",
    ),
    "TARGET_LEVEL_MIXED": IssueText(
        "Targets of two levels",
        "The row is a target of level “{cell}”, but targets are kept by {expected}.",
        "Keep targets at one level only, else they would be counted twice. Take the earlier "
        "targets back first to change the level.",
        ("expected",),
    ),
}

ABOUT_ROW: dict[str, IssueText] = {
    "COLUMN_COUNT": IssueText(
        "Wrong number of cells",
        "The row has {found} cells where the header has {expected}.",
        "Check quotation marks and separators in this row.",
        ("found", "expected"),
    ),
    "TRUNCATED_ROW": IssueText(
        "File cut off",
        "The file ends in the middle of this row.",
        "Export or send the file again; it did not arrive whole.",
    ),
    "BAD_QUOTING": IssueText(
        "Quotation marks broken",
        "The quotation marks of this row allow no reading, or several.",
        "Double every quotation mark inside a quoted cell, or export the file again.",
    ),
    "DUPLICATE_IN_FILE": IssueText(
        "Row repeated",
        "The row repeats an earlier one exactly; the first is kept.",
        "Nothing is to do, or remove the repeated row.",
        ("key",),
    ),
    "CONFLICTING_DUPLICATE": IssueText(
        "Rows contradict each other",
        "Several rows have the same {key} and different values; none of them is taken.",
        "Keep the right one of these rows.",
        ("key",),
    ),
}

WARNINGS: dict[str, IssueText] = {
    "ROUNDED": IssueText(
        "Rounded",
        "“{cell}” in column {column} has more digits than can be kept and was rounded.",
        "Nothing is to do unless the digits matter.",
    ),
    "FORMULA_LIKE_TEXT": IssueText(
        "Looks like a formula",
        "“{cell}” in column {column} begins like a formula. It is kept as text.",
        "Nothing is to do. It never runs here, and exports make it harmless.",
    ),
    "OWNER_UNKNOWN": IssueText(
        "Owner without partners",
        "No partner has the owner “{cell}”.",
        "Check the spelling against the owners of your partners.",
    ),
    "POSSIBLE_DUPLICATE": IssueText(
        "Possibly a repeated row",
        "The row equals an earlier one and has no line number; both are kept.",
        "Nothing is to do when they are two sales. Line numbers would settle it.",
    ),
    "LEADING_ZERO_RESTORED": IssueText(
        "Leading zero restored",
        "“{cell}” in column {column} had lost leading zeros; one product fits.",
        "Nothing is to do. Format the column as text to keep the zeros.",
    ),
    "UNKNOWN_RESELLER": IssueText(
        "Reseller not matched",
        "“{cell}” in column {column} is no reseller that is known. The line waits to be matched.",
        "Match it once; all its lines follow.",
    ),
    "AMBIGUOUS_RESELLER": IssueText(
        "Several partners fit",
        "The reseller could be more than one partner; its lines count in the totals until it is "
        "matched.",
        "Choose the partner in the list of resellers to match. Nothing has to be sent again.",
    ),
    "MOJIBAKE": IssueText(
        "Letters were spoilt",
        "Letters of this row came in a wrong encoding and were mended where that is certain.",
        "Check the names. Export the file as UTF-8.",
    ),
    "HIDDEN_ROW": IssueText(
        "Hidden row",
        "The row is hidden in the spreadsheet. It is read like the others.",
        "Delete the row in the spreadsheet if it should not count.",
    ),
}

TEXTS: dict[str, IssueText] = ABOUT_FILE | ABOUT_CELL | ABOUT_ROW | WARNINGS

IGNORED: dict[str, MsgId] = {
    "BLANK": "empty row",
    "PREAMBLE": "title above the header",
    "UNDER_HEADER": "more about the columns, right under the header",
    "EMPTY_CELL": "month without a value",
    "TOTALS_ROW": "total",
    "SUBTOTAL_ROW": "subtotal",
    "FOOTNOTE": "footnote",
    "REPEATED_HEADER": "header repeated",
    "PAGE_MARKER": "page mark",
}
