"""Denials are rationed, so that nobody makes the bot chatter."""

from datetime import UTC, datetime, timedelta

from handlers.router import SILENCE_AFTER_DENIAL, Denials

NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)
GROUP, OTHER_GROUP = 1, 2
LIN, MING = 11, 12


def test_a_denial_is_said_once_to_each_person_in_each_group():
    denials = Denials()

    assert denials.may_be_said(GROUP, LIN, NINE)
    assert not denials.may_be_said(GROUP, LIN, NINE + timedelta(minutes=1))
    assert denials.may_be_said(GROUP, MING, NINE)
    assert denials.may_be_said(OTHER_GROUP, LIN, NINE)


def test_later_it_is_said_again_though_it_was_asked_for_meanwhile():
    denials = Denials()
    denials.may_be_said(GROUP, LIN, NINE)
    denials.may_be_said(GROUP, LIN, NINE + timedelta(minutes=9))

    assert denials.may_be_said(GROUP, LIN, NINE + SILENCE_AFTER_DENIAL)


def test_old_denials_are_forgotten():
    denials = Denials()
    for person in range(100):
        denials.may_be_said(GROUP, person, NINE)
    denials.may_be_said(GROUP, LIN, NINE + timedelta(hours=1))

    assert len(denials._last) == 1
