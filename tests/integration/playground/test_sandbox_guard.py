"""Only a browser on this machine that shows the page itself may use it."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.playground.visitor import Visitor, visiting


@pytest.fixture(scope="module")
async def visitor() -> AsyncIterator[Visitor]:
    async with visiting() as visitor:
        yield visitor


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:{port}"},
        {"Host": "127.0.0.1.evil.example:{port}"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
async def test_other_sites_are_refused(visitor: Visitor, headers: dict[str, str]):
    named = {name: value.format(port=visitor.page.port) for name, value in headers.items()}
    before = await visitor.get("people")

    for method, path in (
        ("GET", "/api/people"),
        ("GET", "/static/app.js"),
        ("POST", "/api/people"),
        ("GET", "/live"),
    ):
        async with visitor.http.request(method, path, headers=named) as answer:
            assert answer.status == 403

    assert await visitor.get("people") == before


async def test_a_link_elsewhere_opens_the_page_and_nothing_more(visitor: Visitor):
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}

    for path, status in (("/", 200), ("/api/state", 403)):
        async with visitor.http.get(path, headers=headers) as answer:
            assert answer.status == status


async def test_by_another_name_not_even_the_page_opens(visitor: Visitor):
    async with visitor.http.get("/", headers={"Host": f"evil.example:{visitor.page.port}"}) as answer:
        assert answer.status == 403


async def test_the_page_itself_is_let_in(visitor: Visitor):
    for host in ("127.0.0.1", "localhost"):
        own = f"{host}:{visitor.page.port}"
        headers = {"Host": own, "Origin": f"http://{own}", "Sec-Fetch-Site": "same-origin"}
        async with visitor.http.get("/api/time", headers=headers) as answer:
            assert answer.status == 200


async def test_whatever_is_served_may_load_nothing_from_elsewhere(visitor: Visitor):
    for path in ("/", "/api/time", "/static/app.js", "/api/nothing"):
        async with visitor.http.get(path) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_it_listens_on_this_machine_only(visitor: Visitor):
    assert visitor.page.address.startswith("http://127.0.0.1:")


async def test_nonsense_is_answered_with_a_sentence(visitor: Visitor):
    for path, body in (
        ("time", {"do": "dance"}),
        ("time", {"speed": "fast"}),
        ("people/1", {"do": "joins"}),
        ("people/5100000001", {"do": "flies"}),
        ("chats/1/say", {"as_": 5100000001, "text": "hi"}),
        ("playground", {"ready": "nowhere", "locale": "zh"}),
    ):
        status, said = await visitor.tries(path, **body)
        assert status == 400, path
        assert said["error"], path
    async with visitor.http.post("/api/time", data=b"{") as answer:
        assert answer.status == 400
