"""Begin a story of your own about trade, with one worked claim, which builds at once: `make new STORY=../folder`.

It is the second story of tests/second_story with one claim left, and the words that all stories share. Its README says
how to point it at another article; no Python is needed for that.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))

from pressroom.engine import new

ROOT = Path(__file__).resolve().parents[1]
LAYERS = {
    ROOT / "tests" / "second_story": ".",
    ROOT / "data" / "reference": "data/reference",
    ROOT / "tools" / "new_story": ".",
}

if __name__ == "__main__":
    sys.exit(new.main(sys.argv[1:], LAYERS))
