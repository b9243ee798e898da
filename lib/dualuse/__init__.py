"""Check the figures of a news story: printed numbers, ranges, verdicts, pages."""
