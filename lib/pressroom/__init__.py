"""Notebooks in, pages out: what any collection of notebooks needs, and nothing of what this one is about."""
