"""The library described from its own docstrings: one section a module, one entry a public name."""

import importlib
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

from pressroom.show import display, escape
from pressroom.wording import inline


def names(module: ModuleType) -> list[tuple[str, Any]]:
    """Return the public functions and classes that a module defines and documents, in the order of the file."""
    wanted = getattr(module, "__all__", None)
    found = [
        (name, made)
        for name, made in vars(module).items()
        if (inspect.isfunction(made) or inspect.isclass(made))
        and f"{made.__module__}.".startswith(f"{module.__name__}.")  # a package shows what its parts make
        and not name.startswith("_")
        and made.__doc__
        and (wanted is None or name in wanted)
    ]
    order = {name: place for place, name in enumerate(wanted or ())}
    return sorted(found, key=lambda pair: order.get(pair[0], inspect.getsourcelines(pair[1])[1]))


def module(path: str, methods: bool = True) -> int:
    """Show what a module of the library is for, and each public name with its signature and docstring.

    Returns
    -------
    int
        How many names were shown.
    """
    stem = path.rpartition(".")[2]
    loaded = importlib.import_module(path)
    about, *_ = inspect.cleandoc(loaded.__doc__ or "").split("\n\n")
    parts, words = [f"<p>{escape(about)}</p>"], [about]
    found = names(loaded)
    for name, made in found:
        line = f"{name}{signature(made)}"
        doc = inspect.cleandoc(made.__doc__ or "")
        parts.append(
            f'<h3 id="{stem}-{name}"><code>{escape(line)}</code></h3><pre class="doc">{escape(doc)}</pre>'
        )
        words.append(f"{line}\n{doc}")
        if methods and inspect.isclass(made):
            for inner, method in vars(made).items():
                if inspect.isfunction(method) and not inner.startswith("_") and method.__doc__:
                    doc = inspect.cleandoc(method.__doc__)
                    line = f".{inner}{signature(method)}"
                    first = doc.partition("\n\n")[0]
                    parts.append(f"<p><code>{escape(line)}</code> {inline(first)}</p>")
                    words.append(f"  {line}: {first}")
    display("".join(parts), "\n\n".join(words))
    return len(found)


def signature(made: Callable) -> str:
    """Return the parameters of a function or class as text, without annotations and without `self`."""
    given = inspect.signature(made)
    kept = [p.replace(annotation=p.empty) for p in given.parameters.values() if p.name != "self"]
    return str(inspect.Signature(kept))
