"""The slides of a review, a function each: facts in, slide out."""
