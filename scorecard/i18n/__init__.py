"""Texts and formats in the viewer's language."""
