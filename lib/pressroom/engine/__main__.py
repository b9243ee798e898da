"""`python -m pressroom.engine`; see `command`."""

import sys

try:
    from pressroom.engine.build import main

    status = main()
except KeyboardInterrupt:  # Ctrl-C while the libraries are read: later ones are answered in `main`
    print("stopped", file=sys.stderr)
    status = 130
sys.exit(status)
