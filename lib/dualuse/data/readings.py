"""How a print may be read: how far customs have revised it since."""

from pressroom.errors import InputError

# How far, as shares, later releases of Chinese customs moved what an earlier one printed. Measured from every pair of
# prints in data/published/figures.csv (`ranges.revisions`; notebook 02 shows them); what was measured stands in the
# comment, and half a point is added at either end for what no pair happens to show.
# TOTAL: a total since January against the base of the rate that customs print a year later.
TOTAL = {"export": (-0.014, 0.005), "import": (-0.005, 0.038)}  # measured -0.9 to 0.0%, 0.0 to +3.3%
# MONTH: the same of one month, whose base is the difference of two.
MONTH = {"export": (-0.025, 0.010), "import": (-0.005, 0.057)}
# NEXT: what one release adds to the months before it, as a share of the last of them: its total since January,
# less that of the release before, less its own month.
NEXT = {"export": (-0.027, 0.005), "import": (-0.005, 0.041)}
# Of a flow that is neither, nothing was measured: the widest of both.
WIDEST = (-0.027, 0.057)
LEVEL = 0.01  # of official rows, whose editions differ; nothing in hand measures it
ALLOWANCES = {"none": 0.0, "default": 1.0, "double": 2.0}


def allowed(allowance):
    """Return the share by which an official row may since have been revised, for a named allowance."""
    if allowance not in ALLOWANCES:
        raise InputError("allowance", repr(allowance), " or ".join(ALLOWANCES))
    return LEVEL * ALLOWANCES[allowance]
