"""Check a number: the page and the desk give the same word on any question."""

import json
import math
import random
import re
from urllib.parse import parse_qsl, urlencode

import pytest
from browser.published import read_page
from seeds import draw_few

from dualuse import desk
from dualuse.answer import findings
from dualuse.base.series import read_month, write_month
from dualuse.desk.asking import read_claim
from dualuse.desk.evidence import read_doubted, read_evidence
from dualuse.press import answers

pytestmark = pytest.mark.browser
QUESTIONS = 60
HEDGES = [*answers.COMPARISONS]
SCALES = {
    "USD": [("bn USD", 1e9), ("m USD", 1e6), ("USD", 1)],
    "tonnes": [("m tonnes", 1e6)],
}
NEAR = [1, 1, 1, 1, 0.999, 1.001, 0.99, 1.01, 0.95, 1.05, 0.8, 1.2, 2]
ASK = """hash => {
  location.hash = hash;
  dispatchEvent(new Event("hashchange"));
  const word = document.getElementById("verdict").textContent.slice(2);
  return [word, document.getElementById("python").textContent, location.hash];
}"""

CHOOSE = """([name, value]) => {
  const field = document.forms.question.elements[name];
  if (value) field.value = value;
  else field.selectedIndex = 0;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def read_series():
    """Return the answers in the page, as its script reads them."""
    page = read_page("check.html")
    text = re.search(r'id="answers">(.*?)</script>', page, re.DOTALL)[1]
    return json.loads(text)


def write_number(value, digits):
    """Return a number as somebody would print it, with so many digits."""
    places = digits - 1 - math.floor(math.log10(value))
    return f"{round(value, places):.{max(places, 0)}f}"


def draw_value(row, kind, unit, dice):
    """Return a number near the end of a range, or one that was printed, and its unit."""
    name, scale = dice.choice(SCALES[unit]) if kind == "level" else ("", 1)
    prints = row[kind]["prints"]
    if prints and dice.random() < 0.15:
        value, _, printed_in = dice.choice(prints).partition(" ")
        return value, name and printed_in
    listed = [
        *row[kind]["allows"],
        *(end for ends in row[kind]["shows"] for end in ends[:2]),
    ]
    value = dice.choice([end for end in listed if end]) * dice.choice(NEAR) / scale
    text = write_number(abs(value), dice.randint(1, 5))
    return ("-" if value < 0 else "") + text, name


def has_numbers(found):
    """Tell whether anything is known of a level, or of a growth."""
    return bool(found) and any([*found["allows"], *found["shows"][0][:2]])


def draw_question(series, dice):
    """Return a random question: what `answers.read_asked` takes, and the page's address."""
    about = dice.choice(series)
    kinds = ("level", "growth")
    row = dice.choice(
        [row for row in about["rows"] if any(has_numbers(row[kind]) for kind in kinds)]
    )
    kind = dice.choice([kind for kind in kinds if has_numbers(row[kind])])
    value, unit = draw_value(row, kind, about["unit"], dice)
    first = read_month(row["start"])
    months = [write_month(first), write_month(first + row["months"] - 1)]
    return [about["name"], value, unit, dice.choice(HEDGES), *months, kind]


def is_askable(question):
    """Tell whether the page takes the number: six decimals, no fall of more than all."""
    number = question[1].lstrip("-")
    fell = question[1].startswith("-")
    is_short = re.fullmatch(r"\d{1,12}(\.\d{1,6})?", number)
    return bool(is_short) and float(number) > 0 and not (fell and float(number) > 100)


@pytest.fixture(scope="module")
def questions():
    dice = random.Random(20260726)
    series = read_series()
    drawn = []
    while len(drawn) < QUESTIONS:
        question = draw_question(series, dice)
        if is_askable(question):
            drawn.append(question)
    return drawn


@pytest.fixture(scope="module")
def ask_desk():
    """Return the desk, which reads its tables once and skips what moves no verdict."""
    evidence = read_evidence()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(findings, "find_lone_pages", lambda *facts: {})
        patch.setattr(evidence, "find_figures", lambda question: [])
        yield lambda **fields: findings.check_claim(
            read_claim(fields, evidence), evidence
        )


def test_page_and_desk_give_the_same_word(visit, questions, ask_desk):
    """By the line of Python that the page offers, for each comparison and both kinds."""
    page = visit("check.html")
    differ = []
    for question in questions:
        address = answers.write_address(question)
        word, python, hash_now = page.evaluate(ASK, f"#{address}")
        assert hash_now == f"#{address}"
        # its line of Python, put to what `desk.check` calls
        checked = eval(python.replace("desk.check(", "ask_desk("))
        on_one = "on one source" if checked["on_one_source"] else ""
        says = filter(None, [checked["verdict"], checked["direction"], on_one])
        if word != ", ".join(says):
            differ.append((question, word, checked["text"]))
    assert differ == []
    assert eval(python, {"desk": desk}).verdict == checked["verdict"]


def test_a_question_is_shared_by_its_address(visit):
    page = visit("check.html")
    page.select_option("select[name=kind]", "rose")
    page.fill("input[name=value]", "78.1")
    other = visit(f"check.html{page.evaluate('location.hash')}")
    assert other.inner_text("#answer") == page.inner_text("#answer")
    assert other.input_value("input[name=value]") == "78.1"


def test_a_percentage_may_have_its_sign(visit):
    page = visit("check.html")
    page.select_option("select[name=kind]", "rose")
    page.fill("input[name=value]", "30")
    plain = page.inner_text("#answer")
    for typed in ("30%", " 30 %"):
        page.fill("input[name=value]", typed)
        assert page.inner_text("#answer") == plain
    page.select_option("select[name=kind]", "was")
    assert page.locator("#bad").is_visible()


def test_a_number_that_is_none_is_refused_in_words(visit):
    """A comma stands between thousands alone: "9,5" was read as 95."""
    page = visit("check.html")
    page.select_option("select[name=kind]", "was")
    page.fill("input[name=value]", "1200")
    plain = page.inner_text("#answer")
    page.fill("input[name=value]", "1,200")
    assert page.inner_text("#answer") == plain
    for typed in ("-3", "9,5", "1,20", ",5", "1,2000", "12,00,000"):
        page.fill("input[name=value]", typed)
        assert page.locator("#bad").is_visible(), typed
        assert not page.locator("#answer").is_visible(), typed


def test_a_swapped_print_says_what_its_page_called_it():
    _, wrong = read_doubted()
    swapped = wrong["figure"][wrong["likely_cause"] == "swapped direction"]
    listed = {}
    for about in read_series():
        for row in about["rows"]:
            listed |= {figure["id"]: figure["says"] for figure in row["figures"]}
    shown = [listed[figure] for figure in swapped if figure in listed]
    assert len(shown) > 1
    assert all(re.search(r"printed as (ex|im)ports, read as", says) for says in shown)


@pytest.mark.parametrize("first_of", draw_few(1, 4))
def test_other_months_keep_the_verb_or_say_that_it_changed(visit, first_of):
    """A question on a rise was answered as one on a total, without a word."""
    page = visit("check.html")
    verbs = {"was": "level", "rose": "growth", "fell": "growth"}
    for place, about in enumerate(read_series()):
        page.select_option("select[name=series]", str(place))
        first = about["rows"][0]
        for row in about["rows"][5 * first_of :: 20]:
            for verb, kind in verbs.items():
                if not first[kind]:
                    continue
                page.select_option("select[name=from]", first["start"])
                page.evaluate(CHOOSE, ["to", 0])
                page.evaluate(CHOOSE, ["kind", verb])
                page.evaluate(CHOOSE, ["from", row["start"]])
                last = write_month(read_month(row["start"]) + row["months"] - 1)
                page.evaluate(CHOOSE, ["to", last])
                is_kept = page.input_value("select[name=kind]") == verb
                assert is_kept == bool(row[kind])
                assert page.locator("#moved").is_visible() != is_kept


def test_another_series_comes_in_its_own_unit(visit):
    """200,000 dollars of drones could only be asked as billions or millions."""
    page = visit("check.html")
    for place, about in enumerate(read_series()):
        page.select_option("select[name=series]", str(place))
        if page.input_value("select[name=kind]") != "was":
            continue
        start, last = (
            page.input_value(f"select[name={end}]") for end in ("from", "to")
        )
        length = read_month(last) - read_month(start) + 1
        (row,) = [
            row
            for row in about["rows"]
            if row["start"] == start and row["months"] == length
        ]
        size = row["level"]["allows"][1] or row["level"]["allows"][0]
        scale = dict(SCALES[about["unit"]])[page.input_value("select[name=unit]")]
        assert scale <= size or scale == SCALES[about["unit"]][-1][1]


@pytest.mark.parametrize("field", ["series", "from", "to", "unit", "hedge"])
def test_an_address_that_is_not_offered_answers_nothing_else(visit, field):
    """October to November was answered as October alone."""
    page = visit("check.html")
    page.fill("input[name=value]", "50")
    address = page.evaluate("location.hash.slice(1)")
    asked = dict(parse_qsl(address)) | {field: "nothing-of-this"}
    page.evaluate(ASK, f"#{urlencode(asked)}")
    assert not page.locator("#answer").is_visible()
    assert "cannot be chosen here" in page.inner_text("#moved")
    page.evaluate(ASK, f"#{address}")
    assert page.locator("#answer").is_visible()
    assert not page.locator("#moved").is_visible()


def test_months_that_change_by_themselves_are_named(visit):
    page = visit("check.html")
    for place, about in enumerate(read_series()):
        page.select_option("select[name=series]", str(place))
        for row in about["rows"][:8]:
            page.evaluate(CHOOSE, ["to", 0])
            before = page.input_value("select[name=to]")
            page.evaluate(CHOOSE, ["from", row["start"]])
            is_kept = page.input_value("select[name=to]") == before
            assert is_kept or page.locator("#moved").is_visible()


def test_four_questions_are_answered_without_script(visit):
    page = visit("check.html", java_script_enabled=False)
    assert page.locator(".examples li:visible").count() == 4
    assert not page.locator("form.ask").is_visible()


def test_only_what_exists_can_be_chosen(visit):
    page = visit("check.html")
    for about in read_series():
        for row in about["rows"]:
            assert row["level"] or row["growth"], (about["name"], row["start"])
    assert page.locator("select[name=series] option").count() == len(read_series())
