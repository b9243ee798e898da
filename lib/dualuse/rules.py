"""What a table of data/ must be: its columns by datapackage.json, and rows by rule."""

import pandas as pd


def check_table(where: str, table: pd.DataFrame, schema: dict) -> None:
    """Refuse a table that breaks its schema or a rule across its rows."""
