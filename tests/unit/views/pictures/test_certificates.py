"""Certificates and results are drawn for every name, in each design and language: quickly, and always the same."""

import time
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from PIL import Image

from config.certificates import read_certificates
from core.codes import code_of
from storage.certificates import Certificate
from tests.unit.views.pictures.names import NAMES
from views import certificates, results
from views.pictures import draw, lettering
from views.results import Result
from views.texts import texts_for

POLICY = read_certificates()
ISSUED = datetime(2026, 3, 8, 21, tzinfo=UTC)
EACH_LOCALE = pytest.mark.parametrize("locale", ["zh", "en"])


def certificate(name: str, design: str, locale: str, cohort: str | None = None) -> Certificate:
    title, issuer = "新人七日 · The first week", "早起写作营"
    sentence = POLICY.designs[design].words.sentence.in_locale(locale)
    return Certificate(
        id=1,
        community_id=1,
        member_id=1,
        key="run:1:judge/1",
        kind="newcomer",
        code=code_of(2**60 + 12345),
        name=name,
        sentence=sentence.format(title=title, community=issuer),
        design=design,
        locale=locale,
        issued_on=date(2026, 3, 8),
        issued_at=ISSUED,
        check_ins=6,
        streak=5,
        points=85,
        title=title,
        issuer=issuer,
        cohort=cohort,
    )


def drawn(shown: Certificate) -> bytes:
    _, design = POLICY.design(shown.design)
    recipe = certificates.picture(texts_for(shown.locale), shown, design)
    return draw(recipe.kind, {**recipe.data, "bot": "sopbot_bot"})


def size(png: bytes) -> tuple[int, int]:
    return Image.open(BytesIO(png)).size


@EACH_LOCALE
@pytest.mark.parametrize("design", POLICY.designs)
def test_each_design_is_drawn_in_each_language_and_always_the_same(design: str, locale: str) -> None:
    shown = certificate("王小明", design, locale, cohort="春季一期")
    png = drawn(shown)

    assert drawn(shown) == png
    assert size(png) == (1600, 1130)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_certificate_is_drawn_for_every_name(name: str) -> None:
    before = time.process_time()
    png = drawn(certificate(name, "classic", "en"))

    assert size(png) == (1600, 1130)
    assert len(png) < 1_000_000
    assert time.process_time() - before < 3  # on a quiet machine a third of a second


@EACH_LOCALE
@pytest.mark.parametrize("design", POLICY.designs)
def test_everything_printed_can_be_lettered(design: str, locale: str) -> None:
    shown = certificate("王小明", design, locale)
    recipe = certificates.picture(texts_for(locale), shown, POLICY.designs[design])
    printed = [value for value in recipe.data.values() if isinstance(value, str)] + recipe.data["facts"]

    assert [lettering.missing(text) for text in printed] == [[]] * len(printed)


def test_the_code_leads_to_the_bot() -> None:
    one = certificate("Li", "modern", "en")
    recipe = certificates.picture(texts_for("en"), one, POLICY.designs["modern"])

    assert recipe.data["start"] == f"verify_{one.code}"
    assert drawn(one) != draw(recipe.kind, {**recipe.data, "bot": "another_bot"})


@EACH_LOCALE
@pytest.mark.parametrize("people", [1, 2, 10, 11, 30, 42])
def test_results_of_few_and_many(people: int, locale: str) -> None:
    names = list(NAMES.values()) * 3
    rows = [Result(f"{names[at]} {at}", at % 9, at % 4, at * 5) for at in range(people)]
    recipe = results.picture(texts_for(locale), "早起写作营", date(2026, 3, 8), *rows)
    png = draw(recipe.kind, recipe.data)
    width, height = size(png)

    assert width + height < 10_000  # what Telegram takes as a photo
    assert max(width, height) < 3 * min(width, height)


def test_results_are_always_drawn_the_same() -> None:
    recipe = results.picture(texts_for("zh"), "早起写作营", date(2026, 3, 8), Result("Li 🦊", 6, 5, 85))

    assert draw(recipe.kind, recipe.data) == draw(recipe.kind, recipe.data)


def test_of_a_long_name_in_the_results_it_is_seen_that_it_goes_on() -> None:
    recipe = results.picture(texts_for("en"), "Club", date(2026, 3, 8), Result("l" * 64, 1, 1, 2))

    assert recipe.data["rows"][0][0] == "l" * 31 + "…"


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(LookupError):
        draw("portrait", {})
