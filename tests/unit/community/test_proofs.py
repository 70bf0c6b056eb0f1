"""When a proof is enough, and when it is too much like another."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community import proofs
from community.proofs import Demand, Lack, Likeness, Shown
from config.policies import read_policies
from storage.proofs import Proof

POLICY = read_policies().check_in.alike


def proof(text: str | None = None, **fields: str) -> Proof:
    key = None if text is None else "".join(char for char in text if char.isalnum())[:32]
    return Proof(1, 1, 1, date(2026, 11, 2), datetime(2026, 11, 2, tzinfo=UTC), text, key, **fields)


@pytest.mark.parametrize(
    ("text", "length"),
    [("", 0), ("  ", 0), ("读了  20 页", 7), ("哈哈哈哈哈哈哈哈", 3), ("......", 3), ("good book", 9)],
)
def test_length_counts_what_says_something(text: str, length: int) -> None:
    assert proofs.length(text) == length


def test_what_is_lacking() -> None:
    both = Demand(least=5, photo=True)
    assert proofs.lacking(both, Shown("今天很充实啊")) is Lack.PHOTO
    assert proofs.lacking(both, Shown("好", "file", "key")) is Lack.WORDS
    assert proofs.lacking(both, Shown("今天很充实啊", "file", "key")) is None
    assert proofs.lacking(Demand(keeps_text=True), Shown()) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("今天读完了《活着》第三章，很受触动。", "今天读完了活着第三章 很受触动！！"),
        ("Ran five kilometres before breakfast today", "ran 5 kilometres before breakfast today!"),
        ("把第二章的习题全部做了一遍，错了三道", "把第二章的习题全部做了一遍，错了两道"),
    ],
)
def test_small_changes_do_not_make_it_new(one: str, other: str) -> None:
    assert proofs.alike(proof(one), [proof("完全无关的一句话，说说天气"), proof(other)], POLICY) == (
        proof(other),
        Likeness.TEXT,
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("今天读完了《活着》第三章，很受触动。", "今天读完了《围城》，笑着笑着就难过了。"),
        ("Ran five kilometres before breakfast", "Read five chapters before going to bed"),
    ],
)
def test_the_same_habit_in_other_words_is_no_copy(one: str, other: str) -> None:
    assert proofs.alike(proof(one), [proof(other)], POLICY) is None


def test_pictures_are_alike_by_what_telegram_calls_them_or_by_their_looks() -> None:
    first = proof(file_key="a", picture_hash="00ff00ff00ff00ff")
    near = proof(file_key="b", picture_hash="00ff00ff00ff00f0")
    far = proof(file_key="c", picture_hash="ff00ff00ff00ff00")
    assert proofs.alike(near, [far, first], POLICY) == (first, Likeness.PICTURE)
    assert proofs.alike(far, [near, first], POLICY) is None
    assert proofs.alike(replace(far, file_key="a"), [near, first], POLICY) == (first, Likeness.PICTURE)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_compared_and_every_text_is_like_itself(one: str, other: str) -> None:
    proofs.alike(proof(one), [proof(other)], POLICY)
    assert proofs.alike(proof(one), [proof(one)], POLICY) is not None
