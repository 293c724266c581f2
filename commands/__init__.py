"""The commands of `cli.py`, a module a subject.

Modules of the product are imported inside the commands, so that `--help` answers at once.
"""
