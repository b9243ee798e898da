"""`python -m press.engine`; see `command`."""

import sys

from press.engine.command import main

sys.exit(main())
