"""The methods of the Bot API that are played, by name. getUpdates is the server's, as it waits."""

from collections.abc import Callable
from typing import Any

from playground.emulator.calls import about, bot, chats, copying, editing, leading, sending
from playground.emulator.errors import Json
from playground.emulator.world import World

UNPLAYED_PARAMETERS = frozenset({
    "business_connection_id", "direct_messages_topic_id", "inline_message_id",
    "message_effect_id", "rich_message", "suggested_post_parameters",
})  # fmt: skip
"""What would change the meaning of a call, so that ignoring it would be a lie."""

Call = Callable[[World, Json], Any]

PLAYED: dict[str, Call] = {
    "answerCallbackQuery": bot.answer_callback_query,
    "banChatMember": leading.ban_chat_member,
    "copyMessage": copying.copy_message,
    "createForumTopic": leading.create_forum_topic,
    "deleteEphemeralMessage": editing.delete_ephemeral_message,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "deleteMyCommands": bot.delete_my_commands,
    "deleteWebhook": bot.delete_webhook,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageMedia": editing.edit_message_media,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "editMessageText": editing.edit_message_text,
    "forwardMessage": copying.forward_message,
    "getChat": chats.get_chat,
    "getChatAdministrators": chats.get_chat_administrators,
    "getChatMember": chats.get_chat_member,
    "getChatMemberCount": chats.get_chat_member_count,
    "getFile": bot.get_file,
    "getMe": bot.get_me,
    "getMyCommands": bot.get_my_commands,
    "getMyDescription": about.gets("description"),
    "getMyName": about.gets("name"),
    "getMyShortDescription": about.gets("short_description"),
    "getUserProfilePhotos": bot.get_user_profile_photos,
    "getWebhookInfo": bot.get_webhook_info,
    "leaveChat": chats.leave_chat,
    "pinChatMessage": editing.pin_chat_message,
    "promoteChatMember": leading.promote_chat_member,
    "restrictChatMember": leading.restrict_chat_member,
    "sendAnimation": sending.sends("animation"),
    "sendAudio": sending.sends("audio"),
    "sendChatAction": sending.send_chat_action,
    "sendDocument": sending.sends("document"),
    "sendMediaGroup": copying.send_media_group,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.sends("photo"),
    "sendVideo": sending.sends("video"),
    "sendVoice": sending.sends("voice"),
    "setChatMemberTag": chats.set_chat_member_tag,
    "setChatTitle": leading.set_chat_title,
    "setMessageReaction": editing.set_message_reaction,
    "setMyCommands": bot.set_my_commands,
    "setMyDescription": about.sets("description"),
    "setMyName": about.sets("name"),
    "setMyShortDescription": about.sets("short_description"),
    "setWebhook": bot.set_webhook,
    "unbanChatMember": leading.unban_chat_member,
    "unpinAllChatMessages": editing.unpin_all_chat_messages,
    "unpinChatMessage": editing.unpin_chat_message,
}
