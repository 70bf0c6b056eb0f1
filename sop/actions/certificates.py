"""`certificate`: a document for the member, with a code by which anyone can check it."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sop.language.model import Model
from sop.language.texts import Sentence, Title

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]


class Certificate(Model):
    """Issues a certificate and sends it to the member in private as a picture; `certificate: newcomer` is short
    for `certificate: {name: newcomer}`. It carries the member's name as it is then, a code and a QR code
    (`/verify`).
    """

    short_for: ClassVar[str | None] = "name"
    example: ClassVar[str] = "certificate: {name: newcomer, title: 新人七日, design: festive}"

    name: Name = Field(
        description="What it certifies, for the team: small letters, digits and _.", examples=["newcomer"]
    )
    title: Title | None = Field(
        None, description="What it is for, as printed; without it the script's title.", examples=["新人七日"]
    )
    text: Sentence | None = Field(
        None,
        description="The sentence below the name; without it that of the design.",
        examples=["七天打卡 {{ check_ins }} 次，准予毕业。"],
    )
    design: Name | None = Field(
        None,
        description="A design of `config/certificates.yaml`; without it the community's.",
        examples=["classic"],
    )
    else_: Literal["skip", "mention", "chat_button"] = Field(
        "chat_button",
        alias="else",
        description="What to do when the private chat is closed, as with `say`.",
        examples=["mention"],
    )
