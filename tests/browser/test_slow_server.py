"""A server that is slow, answers in the wrong order, stumbles or is gone: the page bears it, and says so."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from playground.page.server import Page as Playground
from playground.sandbox import Sandbox
from tests.browser.conftest import Arrives
from tests.browser.everything import used
from tests.browser.guest import Guest
from tests.browser.line import CUT, FAULTS, Answer, Line, unreachable
from tests.browser.served import Served

GROUP = "Early Writers"
TO_BEGIN = ("/api/playground", "/api/words", "/api/time")
"""Without these there is no control to be used."""

ASKED = ("/api/upcoming", "/api/runs", "/api/members", "/api/scripts", "/api/refusals")
"""What the panels ask for."""

AT_LEAST = 30
"""Controls that there are, at the very least, when nothing has come."""


@pytest.fixture
async def guest(served: Served, arrives: Arrives, line: Line) -> Guest:
    """Somebody on a large screen, whose line a test has in its hands."""
    await served.opens("newcomers", "en")
    guest = await arrives(served.address)
    await line.attach(guest.page)
    return guest


async def all_is_well(guest: Guest) -> None:
    """One is heard, whoever one is and wherever by now, and every panel shows what it should."""
    await guest.page.reload()
    await guest.becomes("Joanna")
    await guest.opens_chat(GROUP)
    outside = guest.button("Join the group")
    await expect(guest.field.or_(outside)).to_be_visible()
    if await outside.is_visible():
        await guest.joins(GROUP)
    await guest.says("Still here")
    for panel, shown in (("members", ".member-open"), ("refusals", ".empty, .refusal"), ("script", ".line")):
        await expect((await guest.looks_at(panel)).locator(shown).first).to_be_visible()


async def test_everything_may_be_used_before_anything_has_come(served: Served, arrives: Arrives, line: Line):
    await served.opens("newcomers", "en")
    line.holds("/api/", spares=TO_BEGIN)
    guest = await arrives(served.address, before=line.attach)
    await expect(guest.page.locator("#panel-now")).to_be_visible()
    with guest.watch.expecting("status of 400"):  # some of it makes no sense
        assert len(await used(guest.page)) > AT_LEAST
        line.lets_go(backwards=True)
        await all_is_well(guest)


async def test_everything_may_be_used_while_answers_come_in_the_wrong_order(guest: Guest, line: Line):
    with guest.watch.expecting("status of 400"):  # some of it makes no sense
        for _ in range(2):
            line.holds("/api/")
            await used(guest.page)
            line.lets_go(backwards=True)
        await all_is_well(guest)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
async def test_everything_may_be_used_while_nothing_is_answered(guest: Guest, line: Line, fault: Answer):
    line.is_cut(fault)
    with guest.watch.expecting(*CUT):
        await used(guest.page)
        await expect(guest.toasts).to_contain_text(re.compile("doesn't answer|Something went wrong"))
        line.works()
        await all_is_well(guest)


async def test_everything_may_be_used_when_the_server_is_gone(arrives: Arrives, tmp_path: Path):
    playground = Playground(await Sandbox.open("newcomers", "en", tmp_path / "first"))
    await playground.start(0)
    port = playground.port
    guest = await arrives(playground.address)
    await expect(guest.page.get_by_role("tab")).to_have_count(4)
    with guest.watch.expecting(*CUT, "WebSocket connection"):
        await playground.stop()
        await expect(guest.page.locator(".offline")).to_be_visible()
        await used(guest.page)
        await expect(guest.toasts).to_contain_text("doesn't answer")
        playground = Playground(await Sandbox.open("newcomers", "en", tmp_path / "second"))
        await playground.start(port)
        await expect(guest.page.locator(".offline")).to_have_count(0)
        await all_is_well(guest)
    await guest.page.goto("about:blank")
    await playground.stop()


async def test_a_page_that_cannot_begin_says_so_and_tries_again(served: Served, arrives: Arrives, line: Line):
    line.is_cut(unreachable)
    guest = await arrives(served.address, before=line.attach, expecting=CUT)
    with guest.watch.expecting(*CUT):
        await expect(guest.page.locator("#conversation")).to_contain_text("doesn't answer")
        line.works()
        await guest.button("Try again").click()
        await expect(guest.field).to_be_visible()


@pytest.mark.parametrize("panel", ["now", "members", "script", "refusals"])
async def test_a_panel_whose_data_did_not_come_offers_to_ask_again(guest: Guest, line: Line, panel: str):
    line.is_cut(unreachable, *ASKED)
    with guest.watch.expecting(*CUT):
        await guest.page.reload()
        inside = await guest.looks_at(panel)
        await expect(inside.get_by_text("This has not come yet.")).to_be_visible()
        line.works()
        await inside.get_by_role("button", name="Try again").click()
        await expect(inside.get_by_text("This has not come yet.")).to_have_count(0)


async def test_what_was_asked_for_last_is_shown_and_nothing_that_was_left(
    guest: Guest, line: Line, served: Served
):
    for name in ("Lin", "Ann"):
        await served.newcomer(name, await served.chat(GROUP))
    inside = await guest.looks_at("members")
    heading = inside.locator(".drawer h2")
    line.holds("/api/members/")
    for name in ("Lin", "Ann"):
        await inside.get_by_role("button", name=name, exact=True).click()
    await line.waits_for(2)
    line.lets_go(backwards=True)
    await expect(heading).to_have_text("Ann")

    line.holds("/api/members/")
    await served.time_goes("advance", minutes=10)
    await line.waits_for(1)
    await guest.keys("Escape")
    await expect(heading).to_be_hidden()
    line.lets_go()
    await guest.sees_what_came()
    await expect(heading).to_be_hidden()


async def test_what_could_not_be_said_is_given_back_where_it_was_written(guest: Guest, line: Line):
    await guest.opens_chat(GROUP)
    line.holds("/say")
    line.is_cut(unreachable, "/say")
    await guest.field.fill("Not heard")
    with guest.watch.expecting(*CUT):
        await guest.keys("Enter")
        await guest.opens_chat("Helper")
        await expect(guest.toasts).to_contain_text("doesn't answer")
    await expect(guest.field).to_have_value("")
    line.works()
    await guest.opens_chat(GROUP)
    await expect(guest.field).to_have_value("Not heard")
    await guest.field.focus()
    await guest.keys("Enter")
    await expect(guest.message("Not heard")).to_be_visible()


async def test_a_time_that_comes_late_is_not_the_time(guest: Guest, line: Line):
    play = guest.page.locator("#time-play")
    line.holds("/api/time")
    await guest.button("An hour on").click()
    await line.waits_for(1)
    await expect(guest.page.locator(".time-clock")).to_have_text("10:00")
    await expect(play).to_have_attribute("data-state", "paused")
    line.lets_go()
    await guest.sees_what_came()
    await expect(play).to_have_attribute("data-state", "paused")


async def test_messages_of_another_chat_are_gone_before_those_of_the_open_one_come(guest: Guest, line: Line):
    await guest.opens_chat(GROUP)
    await guest.says("Hello group")
    line.holds("/messages")
    await guest.opens_chat("Helper")
    await expect(guest.page.locator(".message")).to_have_count(0)
    await guest.opens_chat(GROUP)
    await line.waits_for(2)
    line.lets_go(backwards=True)
    await expect(guest.message("Hello group")).to_be_visible()


async def test_whoever_is_played_chooses_among_their_own_chats_only(guest: Guest, line: Line):
    line.holds("/api/chats?")
    await guest.page.locator("#person").click()
    await guest.page.get_by_role("option").filter(has_text="Fay").click()
    chats = guest.page.locator("#chats")
    await expect(chats).to_have_attribute("aria-busy", "true")
    await expect(guest.field).to_be_hidden()
    line.lets_go()
    await expect(chats).to_have_attribute("aria-busy", "false")
    await expect(guest.field).to_be_visible()


async def test_a_script_that_comes_late_takes_nothing_away_that_was_written(guest: Guest, line: Line):
    line.holds("/api/scripts")
    await guest.looks_at("script")
    await expect(guest.script).not_to_be_editable()
    await expect(guest.button("Compare")).to_be_disabled()
    line.lets_go()
    await expect(guest.script).to_be_editable()
    await expect(guest.script_state).to_have_text("Checked, no problem")
    line.holds("/api/scripts")
    await guest.page.locator(".script-name").click()
    for title in ("Keep the streak", "Welcome"):
        await guest.panel("script").locator(".outline-file").filter(has_text=title).first.click()
    await line.waits_for(2)
    line.lets_go(backwards=True)
    await expect(guest.script).to_have_value(re.compile("\nsop: welcome\n"))
    await guest.sees_what_came()
    await expect(guest.page.locator(".script-name")).to_contain_text("welcome.yaml")
