"""From notebooks to published pages: run, render, publish."""

import sys

# nbformat's jsonschema would compile a grammar of international addresses, which takes seconds and checks nothing here.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # as if it were not there
