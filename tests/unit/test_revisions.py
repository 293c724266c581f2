"""Revisions are read from the migrations' files as Alembic itself reads them."""

from alembic.script import ScriptDirectory

from db.schema import _config, known_revisions


def test_revisions_are_those_that_alembic_walks():
    walked = ScriptDirectory.from_config(_config()).walk_revisions()
    assert list(known_revisions()) == [one.revision for one in walked]
