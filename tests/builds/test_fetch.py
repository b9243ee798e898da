"""Bringing official rows: every reply that UN Comtrade is known to give, and worse."""

import hashlib
import json
import shutil
import socket
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import fetch
import hostile_server
import pandas as pd
import pytest
import warm
from comtrade_server import Server
from seeds import pick_few
from small_story import CODE, set_environment, write_sums

from dualuse.base.errors import InputError
from dualuse.engine import official

KEY = "a-key-of-nobody"


@pytest.fixture(autouse=True)
def without_waiting(monkeypatch):
    monkeypatch.setattr(fetch, "PAUSE", 0)
    monkeypatch.setattr(fetch, "WAIT", 0.01)
    monkeypatch.delenv("COMTRADE_API_KEY", raising=False)


def make_questions(months=("202301",), codes="8806,650610", partners="643,804"):
    questions = []
    for month in months:
        question = {"reporterCode": "156", "flowCode": "X", "period": month}
        question["partnerCode"] = partners
        question["cmdCode"] = codes
        questions.append(question)
    return questions


def bring(server, folder, **question):
    return fetch.fetch_comtrade(make_questions(**question), folder, server.url)


def read_totals(folder):
    database = official.connect()
    official.read_rows(database, folder)
    return official.add_up_lines(database)


def test_months_are_stored_and_read_back(tmp_path, capsys):
    with Server() as server:
        coverage = bring(server, tmp_path, months=["202301", "202302"])
    assert coverage["status"].to_list() == ["rows", "rows"]
    assert coverage["rows"].to_list() == [4, 4]
    asked = server.asked[0]
    assert asked["partner2Code"] == asked["motCode"] == "0"
    assert asked["customsCode"] == "C00"
    totals = read_totals(tmp_path)
    drones = totals[totals["series"] == "CHN-RUS-export-drones-COMTRADE"]
    assert drones["period_start"].to_list() == ["2023-01", "2023-02"]
    assert drones["value_usd"].to_list() == [1000.25, 1000.25]
    assert not drones["part"].any()
    assert "1 of 2: 156-X-202301.json rows 4" in capsys.readouterr().out
    stored = pd.read_csv(tmp_path / "coverage.csv")
    assert stored["status"].to_list() == ["rows", "rows"]


def test_what_a_published_month_has_no_row_of_is_nought_and_says_so(tmp_path):
    with Server(silent=["650610"]) as server:
        bring(server, tmp_path)
    reply = json.loads((tmp_path / "156-X-202301.json").read_text())
    added = [row for row in reply["data"] if row.get("addedHere")]
    assert [row["cmdCode"] for row in added] == ["650610", "650610"]
    totals = read_totals(tmp_path).set_index("series")
    assert totals.loc["CHN-UKR-export-helmets-COMTRADE", "value_usd"] == 0


def test_a_reply_at_the_cap_is_halved(tmp_path):
    codes = ",".join(str(code) for code in range(101000, 101400))
    with Server() as server:
        coverage = bring(server, tmp_path, codes=codes)
    assert coverage["rows"].item() == 800
    assert len(server.asked) == 3
    counts = [len(query["cmdCode"].split(",")) for query in server.asked]
    assert counts == [400, 200, 200]


def test_one_row_at_the_cap_may_be_cut(tmp_path, monkeypatch):
    monkeypatch.setitem(fetch.CAPS, fetch.PREVIEW, 1)
    with Server() as server:
        coverage = bring(server, tmp_path)
    assert "it may be cut" in coverage["why"].item()
    assert len(server.asked) == 2  # halved as far as could be
    assert not list(tmp_path.glob("*.json"))


@pytest.mark.parametrize(
    "fault",
    ["down", "html", "cut", "other_month"],
)
def test_what_may_be_better_next_time_is_asked_again(tmp_path, fault):
    with Server(faults=[fault]) as server:
        coverage = bring(server, tmp_path)
    assert coverage["status"].item() == "rows"
    assert len(server.asked) == 2


def test_three_months_that_fail_for_many_reasons_end_it(tmp_path):
    months = [f"2023{month:02}" for month in range(1, 10)]
    faults = ["none", *8 * ["down", "html"]]
    with Server(faults=faults) as server, pytest.raises(fetch.Stopped) as error:
        bring(server, tmp_path, months=months)
    assert str(error.value).startswith("3 months in a row failed, the last by ")
    coverage = pd.read_csv(tmp_path / "coverage.csv")
    assert coverage["status"].to_list() == ["rows", *3 * ["failed"]]


def test_one_month_that_fails_does_not_end_it(tmp_path):
    faults = ["down", "html", "down", "html", "down"]
    with Server(faults=faults) as server:
        coverage = bring(server, tmp_path, months=["202301", "202302"])
    assert coverage["status"].to_list() == ["failed", "rows"]
    assert coverage["why"][0] == "HTTP 503"
    assert [path.name for path in tmp_path.glob("*202301*")] == []


@pytest.fixture
def in_little_time(monkeypatch):
    """A hundredth of the time and of the bytes."""
    monkeypatch.setattr(fetch, "REPLY_SECONDS", 0.3)
    monkeypatch.setattr(fetch, "CONNECT_SECONDS", 0.3)
    monkeypatch.setattr(fetch, "NO_DATA_SECONDS", 3)
    monkeypatch.setattr(fetch, "MOST_WAIT", 0.5)
    monkeypatch.setitem(fetch.REPLY_BYTES, fetch.PREVIEW, 40_000)


@pytest.mark.parametrize("kind", pick_few(8, hostile_server.KINDS))
def test_a_hostile_server_ends_it_and_leaves_nothing(tmp_path, in_little_time, kind):
    questions = make_questions(["202301", "202303", "202304"], "8806", "643")
    began = time.monotonic()
    with (
        hostile_server.Hostile(kind) as server,
        pytest.raises((fetch.Stopped, fetch.NoNetwork)) as error,
    ):
        fetch.fetch_comtrade(questions, tmp_path, server.url)
    assert time.monotonic() - began < 15
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 200
    assert list(tmp_path.glob("*.json")) == []


def test_the_limits_end_each_of_them_in_two_minutes():
    a_try = fetch.CONNECT_SECONDS + 1.5 + fetch.REPLY_SECONDS
    assert fetch.ALIKE * a_try + (fetch.ALIKE - 1) * 5 < 120
    assert fetch.NO_DATA_SECONDS + a_try + 5 < 120


def test_a_run_that_takes_too_long_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(fetch, "RUN_SECONDS", 0)
    over = pytest.raises(fetch.Stopped, match="the 0 minutes of a run are over")
    with Server() as server, over:
        bring(server, tmp_path)


@pytest.mark.parametrize("kind", ["drip", "500", "hang up"])
def test_a_hostile_server_gives_no_release(tmp_path, in_little_time, kind):
    with hostile_server.Hostile(kind) as server, pytest.raises(InputError) as error:
        fetch.fetch_baci(f"{server.url}/BACI.zip", "0" * 64, tmp_path)
    assert "the whole file; try again" in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_a_month_without_rows_is_asked_for_again_by_the_next_run(tmp_path):
    with Server(faults=["empty"]) as server:
        assert bring(server, tmp_path)["status"].item() == "no rows"
        assert bring(server, tmp_path)["status"].item() == "rows"
        assert bring(server, tmp_path)["status"].item() == "stored before"
    assert len(server.asked) == 2


def test_a_damaged_month_is_asked_for_again(tmp_path):
    with Server() as server:
        bring(server, tmp_path)
        (stored,) = tmp_path.glob("*.json")
        for content in (b"", b"[]", b"null", b"{", '{"data"'.encode("utf-16")):
            stored.write_bytes(content)
            assert bring(server, tmp_path)["status"].item() == "rows", content
        assert bring(server, tmp_path)["status"].item() == "stored before"


def test_the_service_is_given_the_time_it_asks_for(tmp_path, monkeypatch):
    waits = []
    monkeypatch.setattr(fetch.ask.retry, "sleep", waits.append)
    with Server(faults=["busy"]) as server:
        bring(server, tmp_path)
    assert waits == [1.0]


def test_the_key_is_sent_as_a_header_and_stored_nowhere(tmp_path, monkeypatch):
    monkeypatch.setenv("COMTRADE_API_KEY", KEY)
    with Server(faults=["echo"]) as server:
        assert bring(server, tmp_path)["status"].item() == "rows"
    assert server.keys == [KEY, KEY]  # the reply that repeats it is not taken
    for path in tmp_path.iterdir():
        assert KEY not in path.read_text()


def test_a_wrong_key_stops_the_run_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setenv("COMTRADE_API_KEY", KEY)
    refused = pytest.raises(InputError, match="a valid key")
    with Server(faults=["forbidden"]) as server, refused as error:
        bring(server, tmp_path)
    assert KEY not in str(error.value)


@pytest.mark.parametrize("address", ["http://example.org", "ftp://127.0.0.2"])
def test_an_open_address_is_refused(tmp_path, address):
    with pytest.raises(InputError, match="expected https"):
        fetch.fetch_comtrade([], tmp_path, address)


def test_a_link_in_place_of_the_folder_leads_nowhere(tmp_path, monkeypatch):
    (tmp_path / "fetched").symlink_to(tmp_path)
    monkeypatch.setattr(fetch, "FOLDER", tmp_path / "fetched")
    with pytest.raises(InputError, match="a link or a pipe"):
        fetch.run("comtrade")


def test_the_plan_asks_for_each_reporter_flow_and_month():
    plan = fetch.tables.read_table(fetch.PLAN)
    questions = fetch.list_questions(plan)
    lines = plan[plan["what"] == "comtrade"]
    months = 0
    for line in lines.to_dict("records"):
        months += len(pd.period_range(line["first"], line["last"], freq="M"))
    assert len(questions) == months
    first = questions[0]
    assert (first["reporterCode"], first["flowCode"], first["period"]) == (
        "156",
        "X",
        "202101",
    )
    assert "643" in first["partnerCode"].split(",")
    assert {"TOTAL", "8806", "69"} <= set(first["cmdCode"].split(","))


@pytest.fixture
def release(tmp_path):
    """Return the address of a file on this machine, and its hash."""
    content = b"a synthetic release"
    (tmp_path / "BACI_HS22.zip").write_bytes(content)
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    handler.log_message = None
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}/BACI_HS22.zip"
    yield address, hashlib.sha256(content).hexdigest()
    server.shutdown()
    server.server_close()


def test_a_release_of_baci_is_brought_by_its_hash(release, tmp_path):
    address, digest = release
    file = fetch.fetch_baci(address, digest, tmp_path / "baci")
    assert file.read_bytes() == b"a synthetic release"


def test_another_release_than_the_pinned_one_is_refused(release, tmp_path):
    address, digest = release
    with pytest.raises(InputError, match="the file that plan"):
        fetch.fetch_baci(address, digest[::-1], tmp_path / "baci")
    assert not (tmp_path / "baci" / "BACI_HS22.zip").exists()


# Nobody there: one line, in seconds


def find_closed_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def test_without_a_network_one_line_says_so(tmp_path):
    story = tmp_path / "story"
    for folder in ("data/official", "data/reference"):
        shutil.copytree(CODE / folder, story / folder)
    shutil.copyfile(CODE / "story.yml", story / "story.yml")
    write_sums(story)
    base = f"http://127.0.0.1:{find_closed_port()}"
    environment = set_environment(
        story, DUALUSE_COMTRADE_BASE=base, COMTRADE_API_KEY=KEY, NO_PROXY="*"
    )
    command = [CODE / "tools" / "fetch.py", "comtrade"]
    done = warm.run(command, story, environment, apart=True)
    assert done.returncode == 2
    assert "fetch: no network: 127.0.0.1" in done.stderr
    assert done.stderr.count("\n") == 1
    assert "at least 4 minutes" in done.stdout
    assert KEY not in done.stdout + done.stderr


def test_a_network_that_goes_away_ends_the_run_and_what_is_stored_stays(tmp_path):
    months = ["202301", "202302", "202303"]
    with pytest.raises(fetch.NoNetwork), Server(faults=["none", "last"]) as server:
        bring(server, tmp_path, months=months)
    assert [path.name for path in tmp_path.glob("*.json")] == ["156-X-202301.json"]
    coverage = pd.read_csv(tmp_path / "coverage.csv")
    assert coverage["status"].to_list() == ["rows", "failed"]
    with Server() as server:
        statuses = bring(server, tmp_path, months=months)["status"].to_list()
    assert statuses == ["stored before", "rows", "rows"]
