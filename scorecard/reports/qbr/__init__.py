"""Quarterly reviews: `outline` is what is said, `pptx` the deck, `codec` how it is kept."""
