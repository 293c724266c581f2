"""A review as HTML: slide by slide for the app, and as one file that opens from a mail."""
