"""The library's own files: which of them a build depends on."""

from dualuse.base import files


def test_what_is_compiled_is_no_part_of_the_library(tmp_path, monkeypatch):
    """In each room's folder it comes and goes, while a build reads the rest."""
    monkeypatch.setattr(files, "LIBRARY", tmp_path)
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "desk.py").write_text("text")
    before = files.hash_library.__wrapped__()
    (tmp_path / "desk" / "__pycache__").mkdir()
    (tmp_path / "desk" / "__pycache__" / "desk.pyc").write_bytes(b"compiled")
    assert files.hash_library.__wrapped__() == before
    (tmp_path / "desk" / "desk.py").write_text("other")
    assert files.hash_library.__wrapped__() != before
