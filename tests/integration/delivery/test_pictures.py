"""Pictures and files arrive with their words; a picture is drawn and uploaded once."""

from core.message import Attachment, Edit, Picture, Target
from delivery.enclosures import DrawingFailed
from playground.emulator import Group
from playground.emulator.files import PIXEL
from storage.outgoing import OutboxState
from tests.integration.delivery.conftest import Post, Write

CARD = Picture("card", {"name": "林 🌿"})


class Easel:
    """Draws one pixel, and counts how often."""

    def __init__(self, post: Post) -> None:
        self.drawn: list[Picture] = []
        self.fails = False
        post.drawing = self.draw

    async def draw(self, picture: Picture) -> bytes:
        self.drawn.append(picture)
        if self.fails:
            raise DrawingFailed("no such drawing")
        return PIXEL


async def test_a_picture_arrives_with_its_words_and_is_drawn_once(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    easel = Easel(post)
    await post.plan(write(here, "<b>你的卡片</b>", picture=CARD))
    await post.settle()
    await post.plan(write(here, "再来一张", picture=CARD))
    await post.settle()

    first, second = group.from_bot
    assert (first.caption, second.caption) == ("你的卡片", "再来一张")
    assert first.file is not None
    assert first.file == second.file
    assert easel.drawn == [CARD]


async def test_a_text_too_long_for_a_caption_follows_its_picture(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    Easel(post)
    [row_id] = await post.plan(write(here, "字" * 1500, picture=CARD))
    await post.advance(5)

    picture, words = group.from_bot
    assert (picture.caption, words.text) == ("", "字" * 1500)
    assert (await post.row(row_id)).message_id == words.id


async def test_what_cannot_be_drawn_is_said_without_its_picture(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    Easel(post).fails = True
    [row_id] = await post.plan(write(here, "字", picture=CARD))
    await post.settle()
    await post.plan(Edit(row_id, "改"))
    await post.settle()

    assert (group.last.text, group.last.file) == ("改", None)
    assert [code for code, _ in post.reports] == ["picture_failed"]


async def test_a_picture_that_telegram_has_lost_is_drawn_anew(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    easel = Easel(post)
    await post.plan(write(here, "一", picture=CARD))
    await post.settle()
    post.telegram.world.files.forget()
    [row_id] = await post.plan(write(here, "二", picture=CARD))
    await post.settle()

    assert (await post.row(row_id)).state == OutboxState.SENT
    assert group.last.caption == "二"
    assert len(easel.drawn) == 2


async def test_an_edit_changes_the_caption_or_the_picture(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    Easel(post)
    [row_id] = await post.plan(write(here, "三月", picture=CARD))
    await post.settle()
    await post.plan(Edit(row_id, "三月（改）"))
    await post.settle()
    assert (group.last.caption, group.last.file is not None) == ("三月（改）", True)

    await post.plan(Edit(row_id, "二月", picture=Picture("card", {"name": "February"})))
    await post.settle()
    assert group.last.caption == "二月"
    assert post.telegram.refusals == []


async def test_a_file_arrives_under_its_name(post: Post, group: Group, here: Target, write: Write) -> None:
    async with post.database.begin() as uow:
        file = uow.attachments.add("成员.csv", "姓名,积分\n林,5".encode())
        await uow.outbox.plan(write(here, "共 1 人", attachment=file))
    post.sender.heed(uow)
    await post.settle()

    assert group.last.file is not None
    assert (group.last.file.name, group.last.file.content.decode()) == ("成员.csv", "姓名,积分\n林,5")


async def test_a_file_that_is_no_longer_kept_leaves_the_words(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    await post.plan(write(here, "共 1 人", attachment=Attachment(12345, "gone.csv")))
    await post.settle()

    assert (group.last.text, group.last.file) == ("共 1 人", None)
