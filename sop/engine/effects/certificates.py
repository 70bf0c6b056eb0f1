"""Certificates that scripts issue: kept, and sent to whom they are for."""

from community import certificates
from community.certificates import Merit
from core.message import Kind, Message, Target
from sop.effects import Certify
from sop.engine.acts import Act
from sop.engine.effects.say import LASTING, privately
from sop.rendering import fill
from views import certificates as view
from views.texts import texts_for


async def issue(act: Act, effect: Certify) -> None:
    """Issue it, once however often the decision is repeated, in the member's language."""
    scope, action = act.ground.scope, effect.action
    locale = act.user.locale or act.ground.locale
    name, design = scope.policies.certificates.design(action.design, scope.house.certificate_design)
    title = act.program.called(locale) if action.title is None else action.title.said_in(locale)
    if action.text is not None:
        sentence = fill(act, action.text, effect.day, locale)
    else:
        sentence = design.words.sentence.in_locale(locale).format(
            title=title, community=scope.community.title
        )
    streak = act.turn.worlds.streak(act.ground, act.member)
    merit = Merit(effect.source, action.name, title, sentence, name, locale, streak, act.run.id)
    certificate = await certificates.issue(scope, act.member, act.user, merit)
    if certificate is None:
        return
    message = Message(
        to=Target.user(act.user.id),
        kind=Kind.CERTIFICATE,
        text=view.caption(texts_for(locale), certificate),
        picture=view.picture(texts_for(locale), certificate, design),
        silent=effect.silent,
        community_id=act.run.community_id,
        expires_at=act.now + LASTING,
        source=effect.source,
        run_id=act.run.id,
        member_id=act.member.id,
    )
    await privately(act, message, action.else_, effect.label)
