"""A copy is all of one moment, whatever is written meanwhile, and a copy that failed leaves nothing."""

import sqlite3
from pathlib import Path
from threading import Event, Thread

import pytest

from storage.copying import CopyFailed, copy


def test_a_copy_made_while_others_write_is_of_one_moment(tmp_path: Path):
    source = tmp_path / "source.db"
    with sqlite3.connect(source) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE one (n INTEGER, filling TEXT)")
        database.execute("CREATE TABLE two (n INTEGER, filling TEXT)")
    stop, begun = Event(), Event()

    def write() -> None:
        with sqlite3.connect(source, timeout=30) as database:
            for n in range(1_000_000):
                if stop.is_set():
                    return
                for table in ("one", "two"):
                    database.execute(f"INSERT INTO {table} VALUES (?, ?)", (n, "x" * 500))
                database.commit()
                if n > 20:
                    begun.set()

    writer = Thread(target=write)
    writer.start()
    begun.wait()
    for number in range(5):
        copy(source, tmp_path / f"{number}.db")
    stop.set()
    writer.join()

    copied = []
    for number in range(5):
        with sqlite3.connect(tmp_path / f"{number}.db") as database:
            copied.append(
                [database.execute(f"SELECT count(*) FROM {table}").fetchone() for table in ("one", "two")]
            )
    assert [ones for ones, twos in copied if ones != twos] == []
    assert copied == sorted(copied)


def test_a_copy_without_room_leaves_nothing(tmp_path: Path):
    source = tmp_path / "source.db"
    with sqlite3.connect(source) as database:
        database.execute("CREATE TABLE one (n INTEGER)")

    with pytest.raises(CopyFailed, match="cannot copy"):
        copy(source, tmp_path / "nowhere" / "copy.db")
    assert [path.name for path in tmp_path.iterdir()] == ["source.db"]
