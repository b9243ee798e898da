"""Ask for fields one by one, check each as it is typed, go back, and keep the answers when something is refused."""

import json
import shlex

from pressroom import files, project
from pressroom.errors import InputError

KEPT = "my/figure.json"  # below the project
BACK = "<"


def ask(form, answers):
    """Ask for the fields of a form that have no answer yet; `<` goes back to the one before.

    Parameters
    ----------
    form : module
        With `ASKED` (field: question), `CHOICES` (field: words), `words(field)` and `refuse(field, answers)`.
    answers : dict of str to str
    """
    wanted, at, typed = [field for field in form.ASKED if field not in answers], 0, {}
    try:
        while at < len(wanted):
            field = wanted[at]
            before = {**answers, **{f: typed[f] for f in wanted[:at]}}
            text = question(form, field, before, typed.get(field, "")).unsafe_ask()
            text = text.replace("(none)", "").strip()
            if text != BACK:
                typed[field] = text
            at = max(at - 1, 0) if text == BACK else at + 1
    except KeyboardInterrupt:
        keep(answers | typed)
        raise
    return answers | typed


def question(form, field, answers, kept):
    """Return the question for one field, with what was answered before, if it was."""
    import questionary

    text = f"{field}: {form.ASKED[field]} "
    if field in form.CHOICES:
        choices = [*(w or "(none)" for w in form.CHOICES[field]), BACK]
        return questionary.select(text, choices=choices, default=kept or None)
    check = checker(form, field, answers)
    if words := form.words(field):
        return questionary.autocomplete(text, choices=words, validate=check, default=kept)
    return questionary.text(text, validate=check, default=kept)


def checker(form, field, answers):
    """Return a check of one field beside those answered, as questionary wants it: True, or what is wrong."""

    def check(text):
        try:
            if text.strip() != BACK:
                form.refuse(field, {**answers, field: text.strip()})
        except InputError as error:
            return str(error)
        return True

    return check


def command(fields):
    """Return the command that gives the same answers without being asked."""
    return " ".join(["make add-figure", *(f"{k.upper()}={shlex.quote(v)}" for k, v in fields.items() if v)])


def keep(fields):
    """Keep answers in the reader's folder, to be offered again; forget them if there are none."""
    path = project.ROOT / KEPT
    if fields:
        files.write(path, json.dumps(fields, indent=1, ensure_ascii=False))
    else:
        path.unlink(missing_ok=True)


def again(form):
    """Ask for every field, beginning with the answers that were refused or broken off the last time, if wanted."""
    import questionary

    path, good = project.ROOT / KEPT, {}
    if path.exists():
        before = json.loads(path.read_text(encoding="utf-8"))
        if questionary.confirm(f"Go on from the {len(before)} answers kept in {KEPT}?").unsafe_ask():
            for field, text in before.items():
                if field in form.ASKED and checker(form, field, good)(text) is True:
                    good[field] = text
    return ask(form, good)
