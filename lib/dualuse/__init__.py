"""Check the figures of a news story: printed numbers, ranges, verdicts, pages.

What a notebook needs, by its own name: `from dualuse import charts, show, tables`. A
module is imported when it is asked for. CONTRIBUTING.md shows the six rooms.
"""

from importlib import import_module
from types import ModuleType

ROOMS = {
    "base": ["categories", "claims", "printed", "tables", "wording"],
    "engine": ["constraints", "official", "ranges", "verdicts"],
    "press": ["charts", "pages", "show"],
}
WHERE = {module: room for room, modules in ROOMS.items() for module in modules}

__all__ = sorted(["desk", *WHERE])


def __getattr__(name: str) -> ModuleType:
    if name not in WHERE:
        raise AttributeError(f"module 'dualuse' has no attribute {name!r}")
    return import_module(f"dualuse.{WHERE[name]}.{name}")


def __dir__() -> list[str]:
    return __all__
