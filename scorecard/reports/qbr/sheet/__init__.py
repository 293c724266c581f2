"""A review on one page of A4, as a tagged PDF."""
