"""Check the figures of a news story: printed numbers, ranges, verdicts, pages.

CONTRIBUTING.md says what is in which room.
"""
