"""How a print may be read: how far customs may have revised it since."""

from pressroom.errors import InputError

# How far customs may have revised a level since, and the base of a growth rate, which is a year older when
# the rate is printed. Cumulative totals and printed months were found to disagree by up to 2% (two levels, 1%
# each). What the prints themselves need is a finding: `conflicts.least_revision`, notebook 02.
LEVEL, BASE = 0.01, 0.02
ALLOWANCES = {"none": 0.0, "default": 1.0, "double": 2.0}


def allowed(allowance):
    """Return the share by which a level may since have been revised, for a named allowance."""
    if allowance not in ALLOWANCES:
        raise InputError("allowance", repr(allowance), " or ".join(ALLOWANCES))
    return LEVEL * ALLOWANCES[allowance]
