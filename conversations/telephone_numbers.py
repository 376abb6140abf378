"""One telephone is one number, in whichever of two ways it is written.

WhatsApp keeps some numbers as they were dialled when its account was made, and telephone companies send some as they
are dialled at home, so that of the same telephone two forms come, by account and by gateway:

- Mexico: `+52 1` and ten digits. The 1 was dropped in 2019; E.164 is `+52` and ten digits.
- Argentina: E.164 of a mobile is `+54 9` and ten digits; the 9 may be missing. Mobiles and landlines share one row of
  numbers there, so no two telephones become one.
- Brazil: E.164 of a mobile is `+55`, two digits for the area, and nine digits, the first of which is a 9 that was added
  from 2012 to 2016. Accounts of before have eight, from 6 to 9 on; eight digits from 2 to 5 on are a landline's.

The way back, where a message is to be sent by WhatsApp on its own: Mexico with the 1; Argentina as it is; Brazil with
the added 9 in the areas 11 to 28, and without it in all others.
"""

from __future__ import annotations

import re

#: By country: what is not in E.164, and how it begins there.
_AS_IN_E164 = {
    "+52": (re.compile(r"\+521(\d{10})", re.ASCII), "+52"),
    "+54": (re.compile(r"\+54([1-8]\d{9})", re.ASCII), "+549"),
    "+55": (re.compile(r"\+55([1-9]\d)([6-9]\d{7})", re.ASCII), "+55"),
}
_MEXICO = re.compile(r"\+52([2-9]\d{9})", re.ASCII)
_ARGENTINA = re.compile(r"\+549([1-8]\d{9})", re.ASCII)
_BRAZIL = re.compile(r"\+55([1-9]\d)9([6-9]\d{7})", re.ASCII)
#: Areas of Brazil up to this one have the added 9 on WhatsApp.
_WITH_THE_9 = 28


def one_number(written: str) -> str:
    """The E.164 number of who is written as `written` (a "+" and digits); other numbers stay as they are."""
    if (country := _AS_IN_E164.get(written[:3])) is None:
        return written
    form, begins = country
    found = form.fullmatch(written)
    return begins + "9".join(found.groups()) if found else written


def on_whatsapp(number: str) -> str:
    """The way back: an E.164 number as WhatsApp has it, where a message is to be sent there on its own."""
    if (found := _MEXICO.fullmatch(number)) is not None:
        return f"+521{found[1]}"
    if (found := _BRAZIL.fullmatch(number)) is not None and int(found[1]) > _WITH_THE_9:
        return f"+55{found[1]}{found[2]}"
    return number


def forms_of(number: str) -> tuple[str, ...]:
    """All ways in which the E.164 `number` may be written: itself first, and as `one_number` takes it."""
    if (found := _MEXICO.fullmatch(number)) is not None:
        return number, f"+521{found[1]}"
    if (found := _ARGENTINA.fullmatch(number)) is not None:
        return number, f"+54{found[1]}"
    if (found := _BRAZIL.fullmatch(number)) is not None:
        return number, f"+55{found[1]}{found[2]}"
    return (number,)
