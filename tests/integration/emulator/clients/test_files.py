"""Photos, documents and albums, as two client libraries send and fetch them."""

import pytest

from playground.emulator import Group, Person
from playground.emulator.files import PIXEL
from tests.integration.emulator.clients.client import Client, Refused


async def test_a_photo_is_uploaded_fetched_and_sent_again(client: Client, group: Group, lin: Person) -> None:
    sent = await client.call("send_photo", chat_id=group.id, photo=client.file(PIXEL, "a.png"), caption="<i>看</i>",
                             parse_mode="HTML")  # fmt: skip
    (size,) = sent["photo"]
    assert (size["width"], size["height"], sent["caption"]) == (1, 1, "看")

    file = await client.call("get_file", file_id=size["file_id"])
    assert await client.download(file["file_path"]) == PIXEL
    again = await client.call("send_photo", chat_id=lin.id, photo=size["file_id"])
    assert again["photo"][0]["file_unique_id"] == size["file_unique_id"]


async def test_a_document_is_uploaded_with_its_name(client: Client, lin: Person) -> None:
    sent = await client.call(
        "send_document", chat_id=lin.id, document=client.file(b"a,b\n", "积分.csv"), caption="表"
    )
    assert (sent["document"]["file_name"], sent["document"]["file_size"]) == ("积分.csv", 4)
    assert lin.inbox[0].file is not None
    assert lin.inbox[0].file.content == b"a,b\n"
    with pytest.raises(Refused, match=r"(?i)can't use file of type document as photo"):
        await client.call("send_photo", chat_id=lin.id, photo=sent["document"]["file_id"])


async def test_what_a_person_sent_is_fetched(client: Client, lin: Person) -> None:
    lin.sends_document(name="作业.txt", content="写好了".encode(), caption="作业")
    (update,) = await client.call("get_updates")
    file = await client.call("get_file", file_id=update["message"]["document"]["file_id"])
    assert await client.download(file["file_path"]) == "写好了".encode()


async def test_captions_and_media_are_edited(client: Client, group: Group) -> None:
    sent = await client.call("send_photo", chat_id=group.id, photo=client.file(PIXEL, "a.png"), caption="一")
    message = {"chat_id": group.id, "message_id": sent["message_id"]}

    edited = await client.call("edit_message_caption", caption="二", **message)
    assert edited["caption"] == "二"
    media = client.media("document", client.file(b"text", "a.txt"), "三")
    edited = await client.call("edit_message_media", media=media, **message)
    assert (edited["document"]["file_size"], edited["caption"], "photo" in edited) == (4, "三", False)
    media = client.media("photo", sent["photo"][0]["file_id"])
    edited = await client.call("edit_message_media", media=media, **message)
    assert edited["photo"][0]["file_id"] == sent["photo"][0]["file_id"]
    with pytest.raises(Refused, match=r"(?i)there is no text in the message to edit"):
        await client.call("edit_message_text", text="四", **message)


async def test_an_album_is_sent_at_once(client: Client, group: Group) -> None:
    sent = await client.call("send_photo", chat_id=group.id, photo=client.file(PIXEL, "a.png"))
    media = [
        client.media("photo", client.file(PIXEL, "b.png"), "一"),
        client.media("photo", sent["photo"][0]["file_id"], "二"),
        client.media("video", client.file(b"film", "c.mp4"), "三"),
    ]
    album = await client.call("send_media_group", chat_id=group.id, media=media)
    assert [message["caption"] for message in album] == ["一", "二", "三"]
    assert len({message["media_group_id"] for message in album}) == 1


async def test_what_is_sent_together_fits_together(client: Client, group: Group) -> None:
    media = [client.media(kind, client.file(PIXEL, f"a.{kind}")) for kind in ("photo", "document")]
    with pytest.raises(Refused, match=r"(?i)can't be mixed"):
        await client.call("send_media_group", chat_id=group.id, media=media)
    assert group.from_bot == []


@pytest.mark.parametrize("kind", ["video", "animation", "audio", "voice"])
async def test_films_and_sounds_are_sent_and_fetched(client: Client, group: Group, kind: str) -> None:
    sent = await client.call(
        f"send_{kind}", chat_id=group.id, caption="听", **{kind: client.file(b"film", "a.bin")}
    )
    file_id = sent[kind]["file_id"]
    file = await client.call("get_file", file_id=file_id)
    assert await client.download(file["file_path"]) == b"film"
    again = await client.call(f"send_{kind}", chat_id=group.id, **{kind: file_id})
    assert (sent["caption"], again[kind]["file_unique_id"]) == ("听", sent[kind]["file_unique_id"])


async def test_what_is_no_picture_is_no_photo(client: Client, group: Group) -> None:
    with pytest.raises(Refused, match=r"(?i)image_process_failed"):
        await client.call("send_photo", chat_id=group.id, photo=client.file(b"hello", "a.png"))
    with pytest.raises(Refused, match=r"(?i)wrong file identifier"):
        await client.call("send_photo", chat_id=group.id, photo="AgACnobody")


async def test_nobody_has_a_profile_photo(client: Client, lin: Person) -> None:
    photos = await client.call("get_user_profile_photos", user_id=lin.id)
    assert photos["total_count"] == 0
