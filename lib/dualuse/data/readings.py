"""How a print may be read: how far customs have revised it since."""

from pressroom.errors import InputError

# How far, as shares, later releases of Chinese customs moved what an earlier one printed. Measured from the pairs of
# prints in data/published/figures.csv that show it to within a point (`doubts.revisions`; notebook 02 shows them all).
# What was measured stands in the comment; nothing moved is always allowed; and half a point is added at either end, for
# what no pair happens to show. A test holds the comments to the pairs.
# TOTAL: a total since January, against the base of the rate that customs print a year later.
# Measured: -0.9 to 0.0 and +0.2 to +3.3 per cent.
TOTAL = {"export": (-0.014, 0.005), "import": (-0.005, 0.038)}
# MONTH: one month, against the difference of two such bases; or against what the next release adds to it: its total
# since January, less that of the release before, less its own month.
# Measured: -2.4 to +0.1 and +0.7 to +5.2 per cent.
MONTH = {"export": (-0.029, 0.006), "import": (-0.005, 0.057)}
OTHER = (-0.029, 0.057)  # flows and sources for which nothing was measured: the widest of both
LEVEL = 0.01  # of official rows, whose editions differ; nothing in hand measures it
ALLOWANCES = {"none": 0.0, "default": 1.0, "double": 2.0}


def allowed(allowance: str) -> float:
    """Return the share by which an official row may since have been revised, for a named allowance."""
    if allowance not in ALLOWANCES:
        raise InputError("allowance", repr(allowance), " or ".join(ALLOWANCES))
    return LEVEL * ALLOWANCES[allowance]
