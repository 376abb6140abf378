"""Small pieces that several phrases share: the ZIP, who sees the name, how many have signed."""

from __future__ import annotations

from urllib.parse import quote

from conversations.petition import Petition, PetitionText
from conversations.phrases import say
from conversations.talk import Talk


def words_of(talk: Talk, petition: Petition) -> PetitionText:
    """The petition's own words in the contact's language."""
    return petition.text(talk.language)


def what_to_send(talk: Talk, petition: Petition) -> str:
    """ "NAME + ZIP", or "NAME" where the petition asks for no ZIP."""
    return talk.part("name_only" if petition.postcode == "no" else "name_and_zip")


def example(talk: Talk, petition: Petition) -> str:
    """An example of what to send."""
    return talk.part("example" if petition.postcode == "no" else "example_with_zip")


def privacy(talk: Talk, petition: Petition | None) -> str:
    """Who gets what: one sentence."""
    return talk.part(f"privacy_{petition.privacy if petition else 'totals'}")


def brief_privacy(talk: Talk, petition: Petition) -> str:
    """Who sees the name or the initials, in a few words with a space before them; by SMS alone."""
    return "" if talk.on_telegram else talk.part(f"brief_{petition.privacy}")


def own_details(talk: Talk, petition: Petition) -> str:
    """ "name or ZIP", or "name" where the petition asks for no ZIP; by SMS alone."""
    if talk.on_telegram:
        return ""
    return talk.part("own_name" if petition.postcode == "no" else "own_name_and_zip")


def zip_part(talk: Talk, petition: Petition, postcode: str) -> str:
    """For SMS ", ZIP 60608" behind a name; for Telegram the bare ZIP; "" where the petition asks for none."""
    if petition.postcode == "no":
        return ""
    if not postcode:
        return talk.part("no_zip")
    return postcode if talk.on_telegram else say("sms.part.zip", talk.language, postcode=postcode)


def with_or_without_zip(talk: Talk, petition: Petition, *names: str) -> tuple[str, ...]:
    """The phrases' names, in the wordings without a ZIP line where Telegram needs them."""
    return tuple(f"{name}_no_zip" for name in names) if talk.on_telegram and petition.postcode == "no" else names


def shown_to(talk: Talk, petition: Petition, show_name: bool) -> str:
    """Who sees the signer's name."""
    if show_name:
        return talk.part("name_shown", org=petition.short_name)
    kind = "initials" if petition.privacy == "initials" else "private"
    return talk.part(f"name_{kind}", org=petition.short_name)


def total(talk: Talk, count: int) -> str:
    """How many have signed here, this signature included."""
    return talk.part("total_of_one") if count == 1 else talk.part("total", count=count)


def chat_link(talk: Talk, keyword: str) -> str:
    """Opens a chat with the line on WhatsApp in which `keyword` is written; "" while WhatsApp is off."""
    number = talk.petitions.whatsapp
    return f"https://wa.me/{number.removeprefix('+')}?text={quote(keyword, safe='')}" if number else ""


def updates_elsewhere(talk: Talk) -> str:
    """How to get updates on the line's other channels, where this one delivers none; "" where it does."""
    if talk.voice.updates:
        return ""
    number, bot = number_to_text(talk), talk.petitions.bot
    where = ("by_text_or_bot" if bot else "by_text") if number else "by_bot" if bot else "nowhere"
    return talk.part(f"updates_{where}", number=number, bot=bot)


def number_to_text(talk: Talk) -> str:
    """The line's number as people dial it."""
    return as_dialed(talk.petitions.number)


def as_dialed(number: str) -> str:
    """A number as people dial it: 312-555-0142 for a US number, otherwise as it is."""
    if len(number) == 12 and number.startswith("+1") and number[1:].isdigit():
        return f"{number[2:5]}-{number[5:8]}-{number[8:]}"
    return number
