"""Nothing known of a person is forgotten when they ask for it, and everything when they ask to be forgotten."""

import re

from storage import personal
from storage.schema import metadata
from storage.unit_of_work import UnitOfWork

OF_PEOPLE = re.compile(r"(^|_)(user|member)_id$")


def test_of_every_table_about_people_it_is_said_what_becomes_of_it() -> None:
    assert UnitOfWork.__name__  # all tables are known now
    about = {table.name for table in personal.tables_about_people()}

    assert personal.unknown_tables(about) == set()


def test_no_table_is_named_in_vain_or_twice() -> None:
    about = {table.name for table in personal.tables_about_people()}
    named = [*personal.ERASED, *personal.BLANKED, *personal.CHANGED, *personal.KEPT]

    assert sorted(named) == sorted(about)
    assert set(personal.LEFT_OUT) <= about
    assert about >= personal.BY_USER


def test_every_link_to_a_person_is_one_that_is_walked() -> None:
    linked = {
        table.name
        for table in metadata.sorted_tables
        for column in table.columns
        if OF_PEOPLE.search(column.name) or _refers_to_people(column)
    }

    assert linked - {table.name for table in personal.tables_about_people()} == set()


def _refers_to_people(column: object) -> bool:
    keys = getattr(column, "foreign_keys", ())
    return any(key.target_fullname in ("users.id", "members.id") for key in keys)


def test_what_is_blanked_may_be_blank() -> None:
    refused = [
        f"{name}.{column}"
        for name, values in personal.BLANKED.items()
        for column, value in values.items()
        if value is None and not metadata.tables[name].c[column].nullable
    ]

    assert refused == []
