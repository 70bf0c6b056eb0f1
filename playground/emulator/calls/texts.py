"""Text and caption of a call: parsed, trimmed and measured as Telegram does."""

from playground.emulator.entities import find_entities, in_order, trim, utf16_length, without_returns
from playground.emulator.errors import Json, bad_request, not_played
from playground.emulator.html import parse_html
from playground.emulator.markdown import parse_markdown
from playground.emulator.world import World

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


def message_text(world: World, parameters: Json, *, too_long: str = "message is too long") -> Json:
    """Fields for a text message; 1 to 4096 units after parsing."""
    text, entities = _parsed(world, parameters, "text", "entities")
    if not text:
        raise bad_request("text must be non-empty")
    if utf16_length(text) > TEXT_LIMIT:
        raise bad_request(too_long)
    return {"text": text, "entities": entities}


def caption_text(world: World, parameters: Json) -> Json:
    """Fields for a caption; up to 1024 units after parsing."""
    text, entities = _parsed(world, parameters, "caption", "caption_entities")
    if utf16_length(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return {"text": text, "entities": entities}


def _parsed(world: World, parameters: Json, name: str, entities_name: str) -> tuple[str, list[Json]]:
    source = parameters.get(name, "")
    mode = parameters.get("parse_mode", "").lower()
    if mode and mode not in ("html", "markdown", "markdownv2"):
        raise bad_request("unsupported parse_mode")
    if mode == "markdown":
        raise not_played("parse_mode Markdown", "HTML and MarkdownV2")
    parse = {"html": parse_html, "markdownv2": parse_markdown}.get(mode)
    text, entities = parse(source) if parse else (source, list(parameters.get(entities_name, [])))
    text, entities = without_returns(text, [_with_user(world, entity) for entity in entities])
    text, entities = trim(text, entities)
    return text, in_order(find_entities(text, entities))


def _with_user(world: World, entity: Json) -> Json:
    """A text mention shows the person; Telegram drops mentions of those the bot never met."""
    if entity["type"] != "text_mention":
        return entity
    person = world.people.get(entity["user"]["id"])
    if person is None or not world.has_met(person):
        return {**entity, "length": 0}
    return {**entity, "user": person.as_user()}
