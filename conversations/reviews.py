"""Which wording of the review is tried first: it must say who sees what, and fit."""

from __future__ import annotations

from conversations.petition import Petition
from conversations.segments import fold
from conversations.talk import Talk, in_gsm

#: Wordings that leave out who sees what, and what stands in for them where initials go out.
_WITH_INITIALS = {
    "review_accented": "review_accented_initials",
    "review_choice_plain": "review_choice_initials_plain",
    "one_shot_review_tight": "one_shot_review_initials",
    "review_edit_short": "review_edit_initials",
    "review_edit_choice_plain": "review_edit_choice_initials_plain",
}
_PLAIN = ("review", "review_short", "review_accented")
_TO_CHOOSE = ("review", "review_short", "review_choice_plain")
_EDIT_TO_CHOOSE = ("review_edit", "review_edit_choice_plain")
#: After the wordings of a keyword with name and ZIP, of which none may hold a very long name.
_WITH_INITIALS_AT_LAST = ("review_short", "review_accented_initials")
#: By the way in: what was not summed up yet is summed up in the review.
_BY_WAY_IN = {
    "one_shot": ("one_shot_review", "one_shot_review_short", "one_shot_review_tight"),
    "returning": ("returning_review", "returning_review_short", "returning_review_title", *_PLAIN),
}


def review_names(talk: Talk, petition: Petition, *, to_choose: bool = False) -> tuple[str, ...]:
    """The wordings of the review, the one to be tried first in front.

    Args:
        talk: The turn, whose answers are complete.
        petition: The petition in talk.
        to_choose: Only wordings that offer to show the name.
    """
    answers = talk.state.answers
    if to_choose:
        return saying_who_sees(petition, _EDIT_TO_CHOOSE if answers.get("editing") else _TO_CHOOSE)
    if answers.get("editing"):
        return saying_who_sees(petition, ("review_edit", "review_edit_short"))
    summed_up = not talk.voice.segments or in_gsm(str(answers["name"]))
    names = _BY_WAY_IN.get(str(answers.get("way_in")), _PLAIN) if summed_up else _PLAIN
    return saying_who_sees(petition, names)


def saying_who_sees(petition: Petition, names: tuple[str, ...]) -> tuple[str, ...]:
    """`names`, none of which keeps silent where the target gets initials."""
    if petition.privacy != "initials":
        return names
    told = tuple(_WITH_INITIALS.get(name, name) for name in names)
    return told + _WITH_INITIALS_AT_LAST if "one_shot_review_initials" in told else told


def shown_name(talk: Talk) -> str:
    """The name as the review shows it: by SMS without accents where a segment then holds its 160 letters.

    The name is kept and signed as it was typed.
    """
    name = str(talk.state.answers.get("name", ""))
    return name if name.isascii() or not talk.voice.segments or not in_gsm(name) else fold(name)
