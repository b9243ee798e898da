"""What the kernels' server imports before it forks (see `kernels`)."""

import contextlib
import gc
import importlib
import os
import signal
import sys

OBJECTS = 1_000_000  # made before a kernel looks for rings of garbage: looking took a tenth of a build
gc.disable()  # until the end of this: what is imported is no garbage

signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build decides what Ctrl-C means
if hasattr(signal, "pthread_sigmask"):  # `kernels.start` held it back until here
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

from pressroom import project  # noqa: E402
from pressroom.engine import kernels  # noqa: E402

kernels.adopt()
sys.modules["debugpy"] = None  # type: ignore[assignment]
# as if it were not there: each kernel would import it (0.2 s) for a debugger that nobody attaches

for name in os.environ.get("PRESSROOM_PRELOAD", "").split():
    with contextlib.suppress(Exception):  # the notebook that needs it will say what is wrong
        module = importlib.import_module(name)
        getattr(module, "ready", int)()  # what each kernel would do anew
with contextlib.suppress(Exception):  # each kernel asks for it, and its schema takes a moment to compile
    project.story()
if "matplotlib.pyplot" in sys.modules:
    with contextlib.suppress(ImportError):
        importlib.import_module("matplotlib_inline.backend_inline")

gc.freeze()  # nor is it looked through by any kernel
gc.set_threshold(OBJECTS, 10, 10)
gc.enable()
