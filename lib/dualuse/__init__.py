"""Enough gear for an army? The thin library behind the notebooks."""

__version__ = "1.0.0"
