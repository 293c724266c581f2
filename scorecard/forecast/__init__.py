"""The pipeline: counted once, and what it will bring."""
