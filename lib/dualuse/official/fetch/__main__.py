"""Bring official rows from the network: `python -m dualuse.official.fetch comtrade` or `baci`.

One request at a time, politely; a run that is cut off goes on where it stopped; no gap goes unsaid. Replies are
stored as they came, each with its query, time and hash, in data/official/fetched/, which git ignores: UN Comtrade's
rows may not be re-published without permission.

Environment: COMTRADE_API_KEY, sent as a header and never stored or printed (without it: the public preview);
DUALUSE_COMTRADE_BASE and DUALUSE_BACI_URL, other addresses, as the tests use.
"""

import pressroom.quiet  # noqa: F401

import argparse
import os
import sys

from dualuse.official.fetch import baci, client, comtrade
from pressroom.errors import InputError


def main(arguments: list[str] | None = None) -> int:
    """Return 0 if all months are in hand, 1 if any failed, 3 if some are only not published yet."""
    parser = argparse.ArgumentParser(
        prog="python -m dualuse.official.fetch", description=__doc__.splitlines()[0]
    )
    parser.add_argument("what", choices=["comtrade", "baci"])
    parser.add_argument("--first", help="first month, YYYY-MM; by default as plan.csv says")
    parser.add_argument("--last", help="last month, YYYY-MM")
    parser.add_argument("--pause", type=float, default=client.PAUSE, help="seconds between requests")
    parser.add_argument("--wait", type=float, default=client.WAIT, help="seconds before the first repetition")
    parser.add_argument("--refresh", action="store_true", help="ask again for what is stored")
    given = parser.parse_args(arguments)
    if given.what == "baci":
        return baci.main()
    base = os.environ.get("DUALUSE_COMTRADE_BASE") or comtrade.BASE
    key = os.environ.get("COMTRADE_API_KEY") or None
    try:
        asks = client.Client(base, key, pause=given.pause, wait=given.wait)
        coverage = comtrade.comtrade(asks, first=given.first, last=given.last, refresh=given.refresh)
    except (PermissionError, InputError, client.Stopped) as error:
        client.console.print(f"fetch: {error}", highlight=False, soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        client.console.print("fetch: stopped; the next run goes on from here")
        return 1
    comtrade.show(coverage)
    gaps = set(coverage["status"])
    return 1 if comtrade.FAILED in gaps else 3 if comtrade.UNPUBLISHED in gaps else 0


if __name__ == "__main__":
    sys.exit(main())
