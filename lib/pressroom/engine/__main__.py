"""`python -m pressroom.engine`: build the reports (see `build`)."""

try:
    from pressroom.engine.build import main

    status = main()
except KeyboardInterrupt:  # Ctrl-C while the libraries are read: later ones are answered in `main`
    import sys

    print("stopped", file=sys.stderr)
    status = 130

from pressroom import quiet

quiet.leave(status)
