"""The demo programme: the fictional vendor Helio, its partners, distributors and their files."""
