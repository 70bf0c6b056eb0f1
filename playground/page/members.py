"""The members: what each has, where they stand, and why the bot did, or did not do, something for them."""

from collections import defaultdict
from typing import Any

from aiohttp import web

from community import levels, staff
from community.stages import current_streaks
from core.permissions import Role
from handlers.why import not_arrived, reach_of
from playground.page.runs import MOST, step_of
from playground.page.server import Page
from playground.page.sight import Sight, look
from playground.page.traces import told
from storage.members import Member
from storage.users import Reach
from views import playground_now as words
from views import why as view

A_PAGE = 1000
"""Members that are read at once."""

TRACED = 80
"""Lines about a member that are read for one page of their story: most tell nothing to anybody."""


def routes(page: Page) -> list[web.RouteDef]:
    """GET the members; one with their story, from `before` a line on."""

    async def show(_request: web.Request) -> web.Response:
        return web.json_response(await look(page, listed, []))

    async def one(request: web.Request) -> web.Response:
        member_id, before = int(request.match_info["member"]), int(request.query.get("before", "0"))
        found = await look(page, lambda sight: story_of(sight, member_id, before or None), None)
        if found is None:
            raise web.HTTPNotFound
        return web.json_response(found)

    return [web.get("/api/members", show), web.get(r"/api/members/{member:\d+}", one)]


async def listed(sight: Sight) -> list[dict[str, Any]]:
    """All present members, the staff among them, in a few reads."""
    uow, community_id = sight.uow, sight.scope.community.id
    members: list[Member] = []
    while (
        len(page := await uow.members.page(community_id, members[-1].id if members else 0, A_PAGE)) == A_PAGE
    ):
        members += page
    members += page
    ids = [member.id for member in members]
    await sight.meet(ids)
    await uow.tags.load(ids)
    await uow.staff.of_community(community_id)
    streaks = await current_streaks(sight.scope, members)
    runs = await _runs(sight)
    return [await _described(sight, member, streaks[member.id], runs[member.id]) for member in members]


async def _runs(sight: Sight) -> defaultdict[int, list[dict[str, Any]]]:
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for run in await sight.uow.runs.live_of_community(sight.scope.community.id, 0, MOST):
        if run.member_id is not None:
            found[run.member_id].append(await step_of(sight, run))
    return found


async def _described(sight: Sight, member: Member, streak: int, runs: list[dict[str, Any]]) -> dict[str, Any]:
    scope, user, texts = sight.scope, sight.account(member), sight.texts
    role = await staff.role_of(scope, user, sight.context.services.settings.owner_ids)
    level, reach = levels.level_of(scope, member), reach_of(user) or Reach.OPEN
    return {
        "id": member.id,
        "person": user.telegram_id,
        "name": sight.name(member.id),
        "username": user.username,
        "role": {Role.OWNER: "owner", Role.ASSISTANT: "assistant"}.get(role, "member"),
        "roleName": words.role(texts, role),
        "points": member.points,
        "level": level,
        "levelName": scope.policies.levels.title(level, texts.locale),
        "streak": streak,
        "checkIns": member.check_ins,
        "tags": [tag.tag for tag in sight.uow.tags.known(member.id)],
        "stage": member.stage,
        "stageName": words.stage(texts, member.stage),
        "reach": reach,
        "reachName": words.reach(texts, reach),
        "runs": runs,
        "joined": None if member.joined_at is None else sight.when(member.joined_at),
    }


async def story_of(sight: Sight, member_id: int, before: int | None) -> dict[str, Any] | None:
    """What was done for a member and what was not, the latest last; None if there is no such member.

    `older`: from which line on there is more. Before a line, only the lines are told.
    """
    uow = sight.uow
    member = await uow.members.find(member_id)
    if member is None or member.community_id != sight.scope.community.id:
        return None
    await sight.meet([member_id])
    read = await uow.scripts.traces_of(TRACED, [member_id], before=before)
    lines = await told(sight, view.telling(read))
    story: dict[str, Any] = {"lines": lines, "older": read[0].id if len(read) == TRACED else None}
    if before is not None:
        return story
    await uow.tags.load([member_id])
    streaks = await current_streaks(sight.scope, [member])
    runs = [await step_of(sight, run) for run in await uow.runs.live_of_member(member_id)]
    return {
        **await _described(sight, member, streaks[member_id], runs),
        **story,
        "closed": _closed(sight, member),
        "notArrived": await _not_arrived(sight, member),
    }


def _closed(sight: Sight, member: Member) -> str | None:
    """Why nothing private arrives."""
    said = view.closed(sight.texts, reach_of(sight.account(member)))
    return None if said is None else words.plain(said).removeprefix("💬 ")


async def _not_arrived(sight: Sight, member: Member) -> list[dict[str, Any]]:
    return [
        {
            **sight.when(at),
            "script": one.title,
            "text": one.text,
            "why": words.plain(view.why_not_arrived(sight.texts, one)),
        }
        for at, one in await not_arrived(sight.context, sight.account(member))
    ]
