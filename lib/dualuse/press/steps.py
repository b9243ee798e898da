"""Where each square, box and bar stands in the five pictures of how a range is made.

A picture is 360 units wide. The templates draw what is listed here, and add the words.
"""

import math
from typing import Any

import pandas as pd

from dualuse.base.wording import format_range
from dualuse.press.prose import curl_quotes

RIGHT = 358.0  # where pictures end
AXIS = 4.0  # where the scale of dollars begins
CLAIM_AT = 309.0  # where the claim begins on it
BOXES = 352.0  # the width of all months
PITCH = 9.2  # from one square in a month to the next
FIRST_OTHER = 114  # where the bar of a second source stands
OTHER = 78  # from one such bar to the next, with its words below it
ROOM = 14  # squares that a box has room for


def place_square(x: float, y: float, width: float, height: float) -> dict[str, str]:
    """Return a rectangle as SVG has it.

    >>> place_square(1.04, 2, 3, 4)
    {'x': '1.04', 'y': '2', 'width': '3', 'height': '4'}
    """
    sides = {"x": x, "y": y, "width": width, "height": height}
    return {name: f"{round(value, 2):g}" for name, value in sides.items()}


def list_printed_squares(number: int) -> list[dict[str, str]]:
    """Return the squares of a printed sum, in two rows left of "and more"."""
    columns = math.ceil(number / 2)
    pitch = min(14.0, 224 / columns)
    squares = []
    for index in range(number):
        row, column = divmod(index, columns)
        squares.append(place_square(8 + column * pitch, 26 + 14 * row, pitch - 3, 11))
    return squares


def find_square(month: int, index: int, box: float) -> tuple[float, float]:
    """Return where the n-th square of a month stands: two a row, from below."""
    row, column = divmod(index, 2)
    return 5.4 + month * box + column * PITCH, 92 - 9.6 * row


def list_boxes(months: list[pd.Period], box: float) -> list[dict[str, Any]]:
    """Return a box a month, the last outside; the year stands below its first month."""
    boxes = []
    for index, month in enumerate(months):
        x = 3 + index * box
        is_first = index == 0 or month.month == 1
        entry = {"box": place_square(x, 30, box - 2, 72), "letter": f"{month:%b}"[0]}
        entry |= {"middle": f"{x + box / 2 - 1:.1f}", "left": f"{x:.1f}"}
        boxes.append(entry | {"year": month.year if is_first else ""})
    return boxes


def list_spread_squares(number: int, months: int, box: float) -> dict[str, list]:
    """Return the squares spread evenly over the months, and the room above them."""
    spread: dict[str, list] = {"squares": [], "room": []}
    for month in range(months):
        held = (month + 1) * number // months - month * number // months
        for index in range(ROOM):
            square = place_square(*find_square(month, index, box), 8, 8)
            spread["squares" if index < held else "room"].append(square)
    return spread


def list_pushed_squares(
    number: int, start: int, months: int, box: float
) -> dict[str, list]:
    """Return the squares pushed into the months of the claim, and the room above them.

    The script moves the squares, so each is told where it goes and not where it is.
    """
    pushed: dict[str, list] = {"squares": [], "room": []}
    for number_before in range(number):
        index, month = divmod(number_before, months)
        x, y = find_square(start + month, index, box)
        pushed["squares"].append(f"translate({x:.1f}px,{y:.1f}px)")
    for month in range(months):
        for index in range(ROOM):
            if index * months + month >= number:
                square = place_square(*find_square(start + month, index, box), 8, 8)
                pushed["room"].append(square | {"month": month})
    return pushed


def list_axis_ticks(claimed: float) -> list[dict[str, Any]]:
    """Return the ticks of the scale: nothing to the claim's sum, in fifths."""
    ticks = []
    for fifth in range(6):
        value = claimed * fifth / 5
        x = AXIS + (CLAIM_AT - AXIS) * fifth / 5
        ticks.append({"x": f"{x:.1f}", "words": format_range(value, value, "USD")})
    return ticks


def measure_bar(squares: float, unit: float) -> dict[str, Any]:
    """Return a bar of so many squares, and where the scale goes on behind it."""
    end = AXIS + squares * unit
    bar = [
        {"x": f"{AXIS + 0.3 + index * unit:.2f}", "width": f"{unit - 0.6:.2f}"}
        for index in range(math.ceil(squares))
    ]
    return {"squares": bar, "end": f"{end:.1f}", "rest": f"{RIGHT - end:.1f}"}


def draw_other(other: dict, index: int, square: float, unit: float) -> dict[str, Any]:
    """Return the bar of another source below the first."""
    y = FIRST_OTHER + OTHER * index
    squares = math.ceil((other["own_low"] or other["own_high"] or 0) / square)
    label = curl_quotes(other["label"])
    drawn = {"label": label, "record": other["figures"][0], "y": y}
    drawn["words"] = format_range(other["own_low"], other["own_high"], other["unit"])
    drawn["months"] = other["period"]
    drawn["is_open"] = other["high"] is None
    drawn["bar"] = measure_bar(squares, unit)
    return drawn


def draw_steps(
    printed: dict, deciding: dict, others: list[dict], claimed: float, square: float
) -> dict[str, Any]:
    """Return what the five pictures show, and the sums in their words.

    Parameters
    ----------
    printed : dict
        The row of figures.csv that decides.
    deciding : dict
        What its series says of the months that it covers, as in a claim's JSON.
    others : list of dict
        What other sources say.
    claimed, square : float
        The claim's sum and what a square stands for, in dollars.
    """
    covers = (printed["period_start"], printed["period_end"])
    months = list(pd.period_range(*covers, freq="M"))
    claim_months = list(pd.period_range(*deciding["period"], freq="M"))
    start = months.index(claim_months[0])
    covered = min(len(claim_months), len(months) - start)
    box = BOXES / (len(months) + 1)
    number = math.floor(float(printed["value"]))
    most, revised = deciding["own_high"], deciding["high"]
    unit = (CLAIM_AT - AXIS) / (claimed / square)
    top = most / square
    end = AXIS + top * unit
    height = OTHER * len(others)
    short = claimed - revised
    return {
        "number": number,
        "count": len(months),
        "start": start,
        "last": len(months) - 1,
        "box": box,
        "next_month": months[-1] + 1,
        "printed_squares": list_printed_squares(number),
        "boxes": list_boxes([*months, months[-1] + 1], box),
        "bracket": f"{len(months) * box + 1:.1f}",
        "middle": f"{len(months) * box / 2:.1f}",
        "outside": f"{3 + (len(months) + 0.5) * box - 1:.1f}",
        "spread": list_spread_squares(number, len(months), box),
        "pushed": list_pushed_squares(number, start, covered, box),
        "frame": place_square(2 + start * box, 28, len(claim_months) * box, 76),
        "ticks": list_axis_ticks(claimed),
        "printed_bar": measure_bar(number, unit),
        "top_bar": measure_bar(top, unit),
        "top_at": f"{end - 3:.1f}",
        "top_words_at": f"{end + 8:.1f}",
        "short_at": f"{(end + 4 + CLAIM_AT) / 2:.1f}",
        "height": height,
        "others": [
            draw_other(other, index, square, unit) for index, other in enumerate(others)
        ],
        "square": format_range(square, square, "USD"),
        "least": format_range(number * square, number * square, "USD"),
        "most": format_range(most, most, "USD"),
        "revised": format_range(revised, revised, "USD") if revised > most else "",
        "short": format_range(short, short, "USD"),
    }
