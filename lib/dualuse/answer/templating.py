"""The Jinja environment of all templates: sentences, tables, pages and notebooks.

A name that a template does not get is an error, and text is escaped.
"""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parents[1] / "templates"


def equip(environment: Environment) -> Environment:
    """Return an environment with our settings; nbconvert brings one of its own."""
    environment.autoescape = True
    environment.undefined = StrictUndefined
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    return environment


ENVIRONMENT = equip(Environment(loader=FileSystemLoader(TEMPLATES)))
# A sentence goes into JSON as it is; its words stand apart by line breaks too.
PLAIN = ENVIRONMENT.overlay(autoescape=False, trim_blocks=False, lstrip_blocks=False)
