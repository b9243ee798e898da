"""Run one notebook with papermill, in a kernel forked from a warm server (see `kernels`)."""

import ast
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pressroom import files
from pressroom.errors import InputError

if TYPE_CHECKING:  # nbformat is slow to load, and not needed to find that nothing changed
    from nbformat import NotebookNode

LINES = 12  # of an error, shown in the terminal
START = 60  # seconds a kernel may take to start; it is tried twice


def defaults(notebook: "NotebookNode", name: str) -> dict:
    """Return the parameters that a notebook declares: {name: default}.

    Raises
    ------
    InputError
        If its parameters cell holds anything but `NAME = literal`.
    """
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            found, lines = {}, cell.source.splitlines()
            for node in ast.parse(cell.source).body:
                try:
                    (target,) = node.targets
                    found[target.id] = ast.literal_eval(node.value)
                except (AttributeError, ValueError):
                    where, line = f"notebooks/{name}.ipynb, parameters", lines[node.lineno - 1]
                    raise InputError(where, repr(line), "NAME = literal, one a line") from None
            return found
    return {}


def checked(parameters: dict, declared: dict, name: str) -> dict:
    """Refuse a parameter that the notebook does not declare, or one of another type than its default.

    papermill itself only logs a warning and runs with the default.
    """
    for key, value in parameters.items():
        where = f"parameter {key} of {name}"
        if key not in declared:
            raise InputError(where, "no such parameter", f"one of {', '.join(sorted(declared)) or 'none'}")
        default = declared[key]
        same = type(value) is type(default) or (type(default) is float and type(value) is int)
        if default is not None and value is not None and not same:
            raise InputError(where, repr(value), f"a {type(default).__name__}, like {default!r}")
    return parameters


def meant(cell: "NotebookNode", parameters: dict) -> bool:
    """Return whether a cell is for these parameters: one tagged `PARTNER=RUS|UKR` or `PARTNER!=RUS` is for some.

    Examples
    --------
    >>> from nbformat import v4
    >>> meant(v4.new_code_cell(metadata={"tags": ["PARTNER!=RUS"]}), {"PARTNER": "RUS"})
    False
    """
    found = (re.fullmatch(r"([A-Z_]+)(!?)=(.+)", tag) for tag in cell.metadata.get("tags", []))
    return all((str(parameters.get(m[1])) in m[3].split("|")) != bool(m[2]) for m in found if m)


def run_notebook(
    source: Path,
    executed: Path,
    parameters: dict,
    processed: Path,
    out: Path,
    name: str,
    timeout: int = 600,
    memory: int = 4096,
    tell: Callable[[str], None] | None = None,
) -> dict:
    """Run a notebook and keep the executed copy, free of times and project.

    Parameters
    ----------
    source, executed : Path
        The notebook, and where its executed copy goes (also if it fails).
    parameters : dict
        Checked against the notebook's parameters cell.
    processed, out : Path
        Folders for built tables, and for pictures and their data.
    name : str
        Its stem in pipeline.yml, which decides what it may read and write.
    timeout, memory : int
        Seconds a cell may take; MB of data the kernel may hold.
    tell : callable, optional
        Called with the id of each cell before it runs.

    Returns
    -------
    dict
        Seconds: `start` (kernel), `cells`, `spent` ({cell id: seconds}); and `warnings`, what cells printed to stderr.

    Raises
    ------
    InputError
        If a parameter is wrong.
    papermill.exceptions.PapermillExecutionError, nbclient.exceptions.CellTimeoutError, DeadKernelError
        If a cell fails, takes too long, or ends the kernel.
    """
    import nbformat
    import papermill

    notebook = nbformat.read(source, as_version=4)
    declared = defaults(notebook, name)
    chosen = declared | checked(parameters, declared, name)
    notebook.cells = [cell for cell in notebook.cells if meant(cell, chosen)]
    env = {**os.environ, "PRESSROOM_NOTEBOOK": name, "PRESSROOM_MEMORY": str(memory)}
    env |= {"PRESSROOM_PROCESSED": str(processed), "PRESSROOM_OUT": str(out)}
    engine = _engine(name, env, str(Path(source).parent), tell)
    try:
        papermill.execute_notebook(
            notebook,
            None,
            parameters,
            engine_name=engine.name,
            kernel_name="python3",  # ours, whatever a reader's editor wrote into the notebook
            language="python",
            progress_bar=False,
            request_save_on_cell_execute=False,
            start_timeout=START,
            execution_timeout=timeout,
        )
    finally:
        if engine.notebook is not None:
            spent = {
                c.id: c.metadata.get("papermill", {}).get("duration") or 0 for c in engine.notebook.cells
            }
            files.write(executed, nbformat.writes(clean(engine.notebook)) + "\n")
    complete(engine.notebook)
    return {**engine.seconds, "spent": spent, "warnings": printed_to_stderr(engine.notebook)}


def complete(notebook: "NotebookNode") -> None:
    """Refuse a run that ended before its last cell, as sys.exit(0) makes it: the checks in the rest never ran."""
    from pressroom.engine.excess import Ended

    cells = [c for c in notebook.cells if c.cell_type == "code" and c.source.strip()]
    for cell in cells:
        if any(output.output_type == "error" for output in cell.outputs):
            raise Ended(cell.id, "ended the notebook; the cells after it did not run")
    if lost := [cell.id for cell in cells if cell.execution_count is None]:
        raise Ended(lost[0], "did not run")


def _engine(stem: str, env: dict[str, str], cwd: str, tell: Callable[[str], None] | None) -> Any:
    """Return a papermill engine for one run; it tries a kernel's start twice and says which cell runs."""
    from nbclient.exceptions import DeadKernelError
    from papermill.engines import Engine, papermill_engines
    from traitlets.config import Config

    from pressroom.engine import excess

    class OneRun(Engine):
        name, notebook, seconds = f"pressroom-{stem}", None, {}

        @classmethod
        def execute_managed_notebook(
            cls, nb_man: Any, kernel_name: str, start_timeout: int, execution_timeout: int, **_: Any
        ) -> None:
            cls.notebook = nb_man.nb
            begun = time.perf_counter()
            for attempt in (1, 2):
                client = excess.Client(
                    nb_man,
                    kernel_name=kernel_name,
                    startup_timeout=min(start_timeout, execution_timeout),
                    timeout=execution_timeout,
                    shutdown_kernel="immediate",
                    on_cell_start=lambda cell, cell_index: tell and tell(cell.get("id", str(cell_index))),
                    config=Config({"KernelManager": {"transport_encryption": "auto"}}),
                )
                client.km = client.create_kernel_manager()
                client.km.client_factory = excess.Asked
                try:
                    client.start_new_kernel(env=env, cwd=cwd)
                    client.start_new_kernel_client()
                    break
                except (TimeoutError, RuntimeError, ChildProcessError, OSError) as error:
                    if attempt == 2:
                        raise DeadKernelError(f"the kernel did not start, twice: {error}") from error
            ready = time.perf_counter()
            try:
                client.execute()
            except DeadKernelError:
                raise client.excess or DeadKernelError("Kernel died") from None
            cls.seconds = {"start": ready - begun, "cells": time.perf_counter() - ready}

    papermill_engines.register(OneRun.name, OneRun)
    return OneRun


def clean(notebook: "NotebookNode") -> "NotebookNode":
    """Remove what differs from run to run: times, paths, versions, one random cell id."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
    return notebook


def printed_to_stderr(notebook: "NotebookNode") -> list[tuple[str, str]]:
    """Return [(cell id, first line)] of what cells printed to stderr: said in the terminal, not published."""
    outputs = ((c.id, o) for c in notebook.cells for o in c.get("outputs", []))
    return [
        (i, o.text.strip().splitlines()[0])
        for i, o in outputs
        if o.get("name") == "stderr" and o.text.strip()
    ]


def failure(error: Exception, cell: str) -> tuple[str, str, bool]:
    """Return (cell, message, whether it is the reader's to correct) of what stopped a notebook."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from nbconvert.filters import strip_ansi
    from papermill.exceptions import PapermillExecutionError

    from pressroom.engine.excess import Ended

    if isinstance(error, InputError):
        return "", str(error), True
    if isinstance(error, Ended):
        return error.cell, str(error), False
    if isinstance(error, PapermillExecutionError):
        if error.ename == "InputError":
            return cell, error.evalue, True
        lines = [line for line in strip_ansi("\n".join(error.traceback)).splitlines() if line.strip()]
        words = "\n".join(lines[-LINES:])
    elif isinstance(error, CellTimeoutError):
        words = "took longer than its limit (timeout in pipeline.yml)"
    elif isinstance(error, DeadKernelError):
        words = str(error) if "did not start" in str(error) else "the kernel died"
    else:
        words = f"{type(error).__name__}: {error}"
    return cell, words, False
