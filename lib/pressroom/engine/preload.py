"""What the kernels' server imports before it forks (see `kernels`)."""

import contextlib
import importlib
import os
import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build decides what Ctrl-C means

for name in os.environ.get("PRESSROOM_PRELOAD", "").split():
    with contextlib.suppress(Exception):  # the notebook that needs it will say what is wrong
        importlib.import_module(name)
