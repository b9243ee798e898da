"""Adding a claim: refusals write nothing; one that is accepted is read like all others. On invented data."""

import json

import add_claim
import invented
import pytest

from dualuse import desk
from dualuse.data import load
from pressroom import files, project

CLAIM = {
    "claim": "Exports doubled.",
    "series": invented.GOODS,
    "says": "doubled",
    "period": "2023",
    "base": "2021",
}
CLAIM |= {"where": "An invented outlet", "page": "https://example.org/story"}
GOOD = ["FILE=my/claim.yaml", "ID=A10", "GROUP=A", "SLUG=exports-doubled"]


@pytest.fixture(autouse=True)
def invented_project(tmp_path, monkeypatch):
    story = project.story()
    invented.use(monkeypatch, invented.data(tmp_path), tmp_path / "kept")
    monkeypatch.setattr(project, "ROOT", tmp_path)
    monkeypatch.setattr(project, "story", lambda: story)
    files.write(tmp_path / "my" / "claim.yaml", json.dumps(CLAIM))
    yield tmp_path
    invented.forget()


def test_a_claim_is_shown_then_appended_and_read_like_all_others(capsys):
    before = files.of_tree(project.DATA)
    assert add_claim.main(GOOD) == 0 and files.of_tree(project.DATA) == before
    assert "not reproduced" in capsys.readouterr().out
    assert add_claim.main([*GOOD, "YES=1"]) == 0
    files.verify(project.DATA)
    load.verify.cache_clear()
    assert [c["id"] for c in load.claims()] == ["A1", "A10"]
    assert [*load.claims()[1]][:4] == [*load.claims()[0]][:4] == ["id", "slug", "group", "claim"]
    assert (
        desk.check("a10").verdict == desk.claim(CLAIM).verdict == "not reproduced"
        and desk.check("exports-doubled").seen_at == CLAIM["page"]
    )
    assert "- A10 (Exports doubled.)" in (project.DATA / "CHANGES.md").read_text(encoding="utf-8")


def test_it_stands_behind_the_last_claim_and_before_the_remark_on_what_was_left_out():
    path = project.DATA / add_claim.FILE
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\nleft_out:", "\n\n# Why not.\nleft_out:"), encoding="utf-8")
    grown = add_claim.grown({"id": "A10"}).decode()
    assert "- id: A10\n\n# Why not.\nleft_out:" in grown and grown.count("left_out:") == 1


@pytest.mark.parametrize(
    ("typed", "change", "says"),
    [
        ({"ID": "a1"}, {}, "an id and a slug that no claim has"),
        ({"GROUP": "Z"}, {}, "GROUP: found Z; expected one of"),
        ({"SLUG": ""}, {}, "a short name"),
        ({"FILE": "../claim.yaml"}, {}, "a file inside the project"),
        ({}, {"page": ""}, "the address of the page that was read"),
        ({}, {"base": "2024"}, "a base before the period"),
        ({}, {"sayz": "x"}, "unknown key 'sayz'"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_written(typed, change, says, invented_project, capsys):
    files.write(invented_project / "my" / "claim.yaml", json.dumps(CLAIM | change))
    before = files.of_tree(project.DATA)
    given = dict(word.split("=") for word in GOOD) | typed
    assert add_claim.main([*(f"{k}={v}" for k, v in given.items()), "YES=1"]) == 2
    assert says in capsys.readouterr().err and files.of_tree(project.DATA) == before
