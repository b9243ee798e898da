"""`python -m pressroom.engine`; see `command`."""

import sys

from pressroom.engine.build import main

sys.exit(main())
