"""Telling what stands: my signature, the count, and the words to pass on."""

from __future__ import annotations

from conversations import buttons
from conversations.people import may_another_sign, people, with_code
from conversations.petition import Petition
from conversations.phrases import written_date
from conversations.signed_words import (
    chat_link,
    number_to_text,
    own_details,
    shown_to,
    with_or_without_zip,
    words_of,
    zip_part,
)
from conversations.sources import SHARED, with_source
from conversations.talk import Talk
from conversations.turn import Signature, Turn
from conversations.which_person import ask_which


def tell_status(talk: Talk, petition: Petition, *, code: str = "") -> Turn:
    """What the contact's signature on `petition` says, or that there is none.

    Args:
        talk: The turn.
        petition: What was signed, or not.
        code: The receipt of whom it is about; "" = the one who signed, and where those are several, all of them.
    """
    words, found = words_of(talk, petition), people(talk, petition)
    meant = with_code(found, (code,)) if code else found
    if len(meant) != 1 and found:
        return ask_which(talk, petition, "status")
    if not found:
        text = talk.say("status_none", title=words.title, short=words.short, keyword=words.keyword)
        return talk.turn(talk.reply(text, buttons.one_row(talk, "sign", "sign", petition.slug)))
    signature, joined = meant[0], petition.slug in talk.updates
    first = ("status_other",) if may_another_sign(talk, petition) and not talk.on_telegram else ()
    text = talk.say(
        *_with_details(talk, petition, signature, *first, "status", "status_short", "status_tight", "status_plain"),
        title=words.title,
        short=words.short,
        date=written_date(signature.signed_on, talk.language),
        code=signature.code,
        name=signature.name or talk.part("kept_there" if signature.elsewhere else "no_name"),
        zip="" if signature.elsewhere else zip_part(talk, petition, signature.postcode),
        shown=shown_to(talk, petition, signature.show_name),
        count=talk.petitions.counts.get(petition.slug, 0),
        updates=talk.part("updates_on" if joined else "updates_off"),
    )
    whose = (signature.code,) if len(found) > 1 else ()
    return talk.turn(talk.reply(text, buttons.status_rows(talk, petition, *whose)))


def _with_details(talk: Talk, petition: Petition, signature: Signature, *names: str) -> tuple[str, ...]:
    """The phrases' names, in the wordings without a ZIP line where it is not told here either."""
    if signature.elsewhere and talk.on_telegram:
        return tuple(f"{name}_no_zip" for name in names)
    return with_or_without_zip(talk, petition, *names)


def tell_nothing_signed(talk: Talk) -> Turn:
    """STATUS from somebody who signed nothing here."""
    return talk.turn(talk.reply(talk.say("status_nothing"), buttons.one_row(talk, "list", "list")))


def already_signed(talk: Talk, petition: Petition) -> Turn:
    """Coming back to a petition that is signed: the receipt and its date; each person counts once.

    A 9 that was asked for before is no answer any more.
    """
    if talk.state.aside.get("kind") in ("unsign", "delete"):
        talk = talk.with_state(aside={})
    signature, found = talk.contact.signatures[petition.slug], people(talk, petition)
    another = may_another_sign(talk, petition) and not talk.on_telegram
    text = talk.say(
        "already_signed_several" if len(found) > 1 else "already_signed_other" if another else "already_signed",
        number=str(len(found)),
        other=talk.part("which_other") if another else "",
        short=words_of(talk, petition).short,
        title=words_of(talk, petition).title,
        code=signature.code,
        date=written_date(signature.signed_on, talk.language),
        own=own_details(talk, petition),
    )
    return talk.turn(talk.reply(text, buttons.status_rows(talk, petition)))


def after_the_receipt(talk: Talk, petition: Petition, signature: Signature, name: str) -> Turn:
    """A short word after the receipt ("1" once more, "no"): `name` is the phrase that answers it.

    Whoever has updates on is never told that they are off.
    """
    if petition.slug in talk.updates:
        return tell_status(talk, petition, code=signature.code)
    text = talk.say(name, code=signature.code)
    return talk.turn(talk.reply(text, buttons.signed_rows(talk, petition)))


def tell_count(talk: Talk, petition: Petition) -> Turn:
    """How many have signed here, with those carried over named apart."""
    words, signed = words_of(talk, petition), petition.slug in talk.contact.signatures
    text = talk.say(
        "count" if petition.carried_over else "count_plain",
        title=words.title,
        short=words.short,
        count=talk.petitions.counts.get(petition.slug, 0),
        carried=petition.carried_over.count if petition.carried_over else 0,
        goal=petition.goal,
        next=talk.part("to_invite" if signed else "to_sign", keyword=words.keyword),
    )
    rows = buttons.signed_rows if signed else buttons.card_rows
    return talk.turn(talk.reply(text, rows(talk, petition)))


def tell_share(talk: Talk, petition: Petition) -> Turn:
    """Words to pass on to a friend, with every way to sign that the line has."""
    words = words_of(talk, petition)
    bot, number = talk.petitions.bot, number_to_text(talk)
    if talk.on_telegram:
        return _share_on_telegram(talk, petition)
    names = ("share", "share_sms") if bot and number else ("share_sms",) if number else ("share_telegram",)
    text = talk.say(
        *(names if bot or number else ("share_plain",)),
        short=words.short,
        keyword=words.keyword,
        number=number,
        bot=bot,
        link=with_source(words.keyword.lower(), SHARED),
        chat=chat_link(talk, with_source(words.keyword, SHARED)),
    )
    return talk.turn(text)


def _share_on_telegram(talk: Talk, petition: Petition) -> Turn:
    words = words_of(talk, petition)
    if talk.petitions.bot:
        text = talk.say("share")
        if number := number_to_text(talk):
            text += "\n" + talk.say("share_sms", keyword=words.keyword, number=number)
        return talk.turn(talk.reply(text, buttons.share_rows(talk, petition), edit=False))
    return talk.turn(talk.reply(talk.say("share_plain", title=words.title, keyword=words.keyword), edit=False))
