"""What is read of an update is what aiogram's own models of the Bot API read of it."""

from datetime import UTC
from typing import Any

import pytest
from aiogram.enums import ContentType
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, Update
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from handlers.incoming import KINDS, BotChanged, MemberChanged, Pressed, Said, read, rights_among

NOTICES = (
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
)

FILE = {"file_id": "f", "file_unique_id": "u"}
SENT = {
    "photo": [{**FILE, "width": 90, "height": 90}],
    "sticker": {
        **FILE,
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
    },
    "voice": {**FILE, "duration": 3},
    "video_note": {**FILE, "length": 240, "duration": 3},
    "document": FILE,
    "dice": {"emoji": "🎲", "value": 3},
    "location": {"latitude": 31.2, "longitude": 121.5},
    "contact": {"phone_number": "1", "first_name": "小林"},
}
TOLD = {
    "group_chat_created": True,
    "forum_topic_created": {"name": "读书", "icon_color": 7322096},
    "boost_added": {"boost_count": 1},
    "new_chat_photo": [{**FILE, "width": 90, "height": 90}],
}

ids = st.integers(1, 2**52)
names = st.text(max_size=12)


def maybe(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Each of these fields, or not."""
    return st.fixed_dictionaries({}, optional=fields)


def merged(*parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """All in one."""
    return st.tuples(*parts).map(lambda found: {key: value for one in found for key, value in one.items()})


accounts = merged(
    st.fixed_dictionaries({"id": ids, "is_bot": st.booleans(), "first_name": names}),
    maybe(last_name=names, username=names, language_code=st.sampled_from(["zh-hans", "en"])),
)
chats = merged(
    st.fixed_dictionaries(
        {"id": ids.map(lambda key: -key), "type": st.sampled_from(["group", "supergroup", "private"])}
    ),
    maybe(title=names, username=names, is_forum=st.booleans()),
)
entities = st.one_of(
    st.fixed_dictionaries(
        {"type": st.just("bot_command"), "offset": st.just(0), "length": st.integers(1, 9)}
    ),
    st.fixed_dictionaries(
        {
            "type": st.just("text_mention"),
            "offset": st.integers(0, 9),
            "length": st.integers(1, 9),
            "user": accounts,
        }
    ),
)
grounds = st.fixed_dictionaries({"message_id": ids, "date": st.integers(1, 2**31 - 1), "chat": chats})
content = st.one_of(
    merged(
        st.fixed_dictionaries({"text": st.text(min_size=1)}), maybe(entities=st.lists(entities, max_size=3))
    ),
    merged(st.sampled_from(list(SENT.items())).map(lambda one: dict([one])), maybe(caption=st.text())),
    st.sampled_from(list(TOLD.items())).map(lambda one: dict([one])),
    st.fixed_dictionaries({"new_chat_members": st.lists(accounts, min_size=1, max_size=3)}),
    st.fixed_dictionaries({"left_chat_member": accounts}),
    st.fixed_dictionaries({"new_chat_title": st.text(min_size=1)}),
    st.fixed_dictionaries({"migrate_to_chat_id": ids}),
    st.fixed_dictionaries({"migrate_from_chat_id": ids}),
)
circumstances = maybe(
    message_thread_id=ids,
    is_topic_message=st.booleans(),
    sender_chat=chats,
    reply_to_message=merged(grounds, maybe(**{"from": accounts}, text=names)),
    **{"from": accounts},
)
messages = merged(grounds, content, circumstances)


def same_account(ours: Any, theirs: Any) -> bool:
    """Also for nobody on both sides."""
    names = ("id", "is_bot", "first_name", "last_name", "username", "language_code", "full_name")
    return (ours is None) == (theirs is None) and all(
        getattr(ours, name, None) == getattr(theirs, name, None) for name in names
    )


def assert_same_message(ours: Said, theirs: Message) -> None:
    for name in ("message_id", "date", "text", "caption", "message_thread_id", *NOTICES[2:]):
        assert getattr(ours, name) == getattr(theirs, name), name
    assert (ours.chat.id, ours.chat.type, ours.chat.title) == (
        theirs.chat.id,
        theirs.chat.type,
        theirs.chat.title,
    )
    assert ours.chat.username == theirs.chat.username
    assert ours.chat.is_forum == bool(theirs.chat.is_forum)
    assert ours.is_topic_message == bool(theirs.is_topic_message)
    assert (ours.sender_chat and ours.sender_chat.id) == (theirs.sender_chat and theirs.sender_chat.id)
    assert same_account(ours.author, theirs.from_user)
    assert same_account(ours.left_chat_member, theirs.left_chat_member)
    assert len(ours.new_chat_members) == len(theirs.new_chat_members or ())
    for ours_new, theirs_new in zip(ours.new_chat_members, theirs.new_chat_members or (), strict=True):
        assert same_account(ours_new, theirs_new)
    for mine, other in zip(ours.entities, theirs.entities or (), strict=True):
        assert (mine.type, mine.offset, mine.length) == (other.type, other.offset, other.length)
        assert same_account(mine.user, other.user)
    replied, other_replied = ours.reply_to_message, theirs.reply_to_message
    assert (replied and replied.message_id) == (other_replied and other_replied.message_id)
    assert same_account(replied and replied.author, other_replied and other_replied.from_user)


@given(messages)
def test_a_message_is_read_as_aiogram_reads_it(raw: dict[str, Any]):
    ours = read({"update_id": 1, "message": raw})
    theirs = Message.model_validate(raw)

    assert isinstance(ours, Said)
    assert_same_message(ours, theirs)
    assert ours.written == (theirs.content_type in {ContentType.TEXT, *SENT})
    assert ours.date.tzinfo is UTC


@pytest.mark.parametrize("date", ["2026-03-02T09:00:00", "9999-12-31T23:00:00-12:00", 10**18])
def test_a_message_of_no_known_instant_is_malformed(date: str | int):
    with pytest.raises(ValidationError):
        read(
            {"update_id": 1, "message": {"message_id": 1, "date": date, "chat": {"id": 1, "type": "private"}}}
        )


@given(messages)
def test_a_message_that_is_kept_comes_back_as_it_was(raw: dict[str, Any]):
    ours = Said.model_validate(raw)
    again = Said.model_validate(ours.model_dump(mode="json", by_alias=True, exclude_defaults=True))

    assert again == ours.model_copy(update={"attached": None})


@given(
    merged(st.fixed_dictionaries({"id": names, "from": accounts, "chat_instance": names}), maybe(data=names)),
    messages,
)
def test_a_press_is_read_as_aiogram_reads_it(raw: dict[str, Any], message: dict[str, Any]):
    ours = read({"update_id": 1, "callback_query": {**raw, "message": message}})
    theirs = CallbackQuery.model_validate({**raw, "message": message})

    assert isinstance(ours, Pressed)
    assert (ours.id, ours.data) == (theirs.id, theirs.data)
    assert same_account(ours.author, theirs.from_user)
    assert ours.below is not None
    assert isinstance(theirs.message, Message)
    assert_same_message(ours.below, theirs.message)


def test_a_message_that_telegram_no_longer_shows_still_tells_the_chat():
    query = {"id": "1", "from": {"id": 5, "is_bot": False, "first_name": "小林"}, "chat_instance": "1"}
    message = {"message_id": 7, "date": 0, "chat": {"id": -100, "type": "supergroup", "title": "营"}}
    told = read({"update_id": 1, "callback_query": {**query, "message": message}})

    assert isinstance(told, Pressed)
    assert told.below is None
    assert told.chat is not None
    assert told.chat.id == -100


RIGHTS = {f"can_{right}": True for right in (
    "be_edited", "manage_chat", "delete_messages", "manage_video_chats", "restrict_members", "promote_members",
    "change_info", "invite_users", "post_stories", "edit_stories", "delete_stories", "send_welcome_messages",
)} | {"is_anonymous": False}  # fmt: skip
MAY = {f"can_{right}": False for right in (
    "send_messages", "send_audios", "send_documents", "send_photos", "send_videos", "send_video_notes",
    "send_voice_notes", "send_polls", "send_other_messages", "add_web_page_previews", "edit_tag", "react_to_messages",
    "change_info", "invite_users", "pin_messages", "manage_topics",
)}  # fmt: skip

standings = st.sampled_from(
    [
        ({"status": "creator", "is_anonymous": False}, True),
        ({"status": "administrator", **RIGHTS}, True),
        ({"status": "member"}, True),
        ({"status": "restricted", "is_member": True, "until_date": 0, **MAY}, True),
        ({"status": "restricted", "is_member": False, "until_date": 0, **MAY}, False),
        ({"status": "left"}, False),
        ({"status": "kicked", "until_date": 0}, False),
    ]
)


@given(standings, standings, accounts, accounts, chats)
def test_a_change_of_standing_is_read_as_aiogram_reads_it(
    old: tuple[dict[str, Any], bool],
    new: tuple[dict[str, Any], bool],
    who: dict[str, Any],
    by: dict[str, Any],
    chat: dict[str, Any],
):
    raw = {
        "chat": chat,
        "from": by,
        "date": 1772413200,
        "old_chat_member": {**old[0], "user": who},
        "new_chat_member": {**new[0], "user": who},
    }
    theirs = ChatMemberUpdated.model_validate(raw)
    for kind, model in (("chat_member", MemberChanged), ("my_chat_member", BotChanged)):
        ours = read({"update_id": 1, kind: raw})
        assert type(ours) is model
        assert isinstance(ours, MemberChanged | BotChanged)
        assert ours.date == theirs.date
        assert same_account(ours.author, theirs.from_user)
        assert same_account(ours.person, theirs.new_chat_member.user)
        assert (ours.old_chat_member.inside, ours.new_chat_member.inside) == (old[1], new[1])
        assert ours.new_chat_member.rights == rights_among(theirs.new_chat_member.model_dump())


@pytest.mark.parametrize(
    "content",
    [
        {"message": {"message_id": "not a number", "chat": 5}},
        {"message": None},
        {"callback_query": "nonsense"},
        {"chat_member": {"chat": {"id": 1, "type": "group"}}},
    ],
)
def test_what_cannot_be_read_is_an_error(content: dict[str, Any]):
    with pytest.raises(ValidationError):
        read({"update_id": 1, **content})


def test_kinds_nobody_asked_for_tell_nothing():
    assert read({"update_id": 1, "poll_answer": {"poll_id": "1"}}) is None
    assert set(KINDS) <= Update.model_fields.keys()
