"""The Jinja environment of all templates: tables, pages and notebooks.

A name that a template does not get is an error, and text is escaped. What Jinja compiled
stands beside the templates, as Python's own does beside modules.
"""

import os
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
)

TEMPLATES = Path(__file__).parents[1] / "templates"
COMPILED = TEMPLATES / "__pycache__"


def equip(environment: Environment) -> Environment:
    """Return an environment with our settings; nbconvert brings one of its own."""
    environment.autoescape = True
    environment.undefined = StrictUndefined
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    return environment


def keep_compiled(environment: Environment, name: str) -> Environment:
    """Return an environment that compiles a template once, and not in each process.

    By name: compiled with other settings, the same template is another.
    """
    if os.access(TEMPLATES, os.W_OK):
        COMPILED.mkdir(exist_ok=True)
        files = FileSystemBytecodeCache(str(COMPILED), f"{name}-%s.pyc")
        environment.bytecode_cache = files
    return environment


ENVIRONMENT = equip(Environment(loader=FileSystemLoader(TEMPLATES)))
keep_compiled(ENVIRONMENT, "escaped")
