"""Check the figures of a news story: printed numbers, ranges, verdicts, pages.

CONTRIBUTING.md lists the modules in the order in which they are best read.
"""
