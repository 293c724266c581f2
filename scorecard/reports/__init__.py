"""What leaves the product: plain values for scripts, decks and files."""
