"""Content in and out of other programs' formats: Excel, CSV, GIFT, Moodle XML, and TOML itself.

Every format is read into *entries* (plain tables as TOML would hold them, each with the places of its values)
and written from items; `entries` checks them with the same models as any other content, `merging` brings them into a
TOML file without touching what it does not change.
"""
