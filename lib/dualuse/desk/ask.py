"""A pick-list for those who do not type: `desk.ask()` in JupyterLab.

Widgets alone: what is chosen becomes the arguments of `desk.claim`, and what comes back
is shown with its picture and the line of Python that asks the same.
"""

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from dualuse.base.errors import InputError
from dualuse.desk.questions import MOVES, TAKES

HEDGES = ["exact", "about", "more than", "at least", "just over", "nearly"]
HEDGES += ["just under", "up to", "less than"]
WIDE = {"style": {"description_width": "9em"}, "layout": {"width": "36em"}}
NOTHING = "(nothing)"


def write_call(name: str, arguments: dict[str, Any]) -> str:
    """Return a line of Python that asks the desk the same.

    >>> write_call("claim", {"series": "CHN-RUS-export-all-GACC", "period": "2023"})
    "desk.claim(series='CHN-RUS-export-all-GACC', period='2023')"
    """
    given = [f"{field}={value!r}" for field, value in arguments.items()]
    return f"desk.{name}({', '.join(given)})"


def read_choices(form: dict[str, Any]) -> dict[str, Any]:
    """Return what a form says as arguments of `desk.claim`, without what is empty."""
    arguments = {
        "series": form["series"],
        "value": form["number"].strip(),
        "hedge": form["hedge"],
        "period": form["months"].strip(),
        "kind": form["kind"],
    }
    if arguments["value"] in MOVES or arguments["hedge"] == HEDGES[0]:
        del arguments["hedge"]
    if form["without"]:
        arguments["without"] = list(form["without"])
    other = {"growth": "base", "ratio": "over"}.get(form["kind"], "")
    if form.get(other):
        arguments[other] = form[other]
    return arguments


class Form:
    """The widgets of one question, and what becomes of them.

    Parameters
    ----------
    series : dict
        {words: code} of what can be asked about.
    outlets : dict
        {name: id} of what can be left out.
    claim, plot : callable
        `desk.claim` and `desk.plot`.
    """

    def __init__(
        self,
        series: dict[str, str],
        outlets: dict[str, str],
        claim: Callable,
        plot: Callable,
    ) -> None:
        self.claim, self.plot = claim, plot
        self.fields: dict[str, Any] = {
            "series": widgets.Dropdown(description="Of what", options=series, **WIDE),
            "months": widgets.Text(description="Months", value="2023", **WIDE),
            "kind": widgets.Dropdown(
                description="Is it a", options=list(TAKES), **WIDE
            ),
            "hedge": widgets.Dropdown(description="Hedge", options=HEDGES, **WIDE),
            "number": widgets.Text(
                description="Number",
                placeholder="$111bn; 47% or rose of a growth; 2 of a ratio",
                **WIDE,
            ),
            "base": widgets.Text(
                description="Growth on", placeholder="a year before, if empty", **WIDE
            ),
            "over": widgets.Dropdown(
                description="Ratio to", options={NOTHING: "", **series}, **WIDE
            ),
            "without": widgets.SelectMultiple(
                description="Without", options=outlets, rows=4, **WIDE
            ),
        }
        self.button = widgets.Button(description="Ask", button_style="primary")
        self.button.on_click(self.answer)
        self.output = widgets.Output()
        self.box = widgets.VBox([*self.fields.values(), self.button, self.output])

    def answer(self, _: object = None) -> None:
        """Show the answer, its line of Python, and the months as a picture."""
        form = {name: field.value for name, field in self.fields.items()}
        arguments = read_choices(form)
        self.output.outputs = ()
        self.output.append_stdout(f"{write_call('claim', arguments)}\n")
        try:
            self.output.append_display_data(self.claim(**arguments))
        except InputError as error:
            self.output.append_stdout(f"{error}\n")
            return
        left_out = arguments.get("without", [])
        try:
            picture = self.plot(form["series"], form["months"], without=left_out)
            self.output.append_display_data(picture)
        except InputError as error:
            self.output.append_stdout(f"No picture. {error}\n")
