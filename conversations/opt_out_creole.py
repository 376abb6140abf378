"""Haitian Creole words and sentences that ask for no more messages."""

from __future__ import annotations

from conversations.opt_out_rules import rules
from conversations.plain_words import listed

#: Every text that one of the rules can hold for has one of these as a word, or as the first four letters of one.
TRIGGERS = listed(
    """pa mpa kanp sisp rete wete efas sipr reti kite move nimewo ase sifi deza deze stop fini bouk aret twop tronpe"""
)

_PIECES = {
    "me": "m|mwen|mw|nou",
    "message": "mesaj|mensajes|messages?|mesay|teks|sms|tekst|notifikasyon|piblisite",
    "write": "voye|ekri|rele|kontakte|deranje|anmede|anbete|fatige|tekste|texte|nwi",
    "stop": "sispann|kanpe|rete|stope|stop|fini|bouke|arete",
    "sent_away": " (?:tounen|retounen|ale|lakay|ayiti|nan (?:peyi|prizon)|jete|deyo)",
}

CREOLE = rules(
    _PIECES,
    firm=r"""
        # pa voye mesaj ankò · pa ekri m · sispann voye mesaj ban mwen
        \bpa (?:janm |dwe )?(?:<write>) (?:(?:<me>|ban|nan|pou|la) )*(?:<message>|anko|anyen)\b
        \bpa (?:janm |dwe )?(?:<write>) (?:<me>)\b(?!<sent_away>)
        \b(?:<stop>) (?:<write>)\b(?! (?:yo|moun|fanmi|<me>(?:<sent_away>)))
        \b(?:<stop>|ase|twop) (?:ak |avek |ak tout )?(?:<message>)\b
        \bpa (?:<message>)(?: anko)?\b
        # retire m nan lis la · efase nimewo m · kite m anpè
        \b(?:retire|wete|efase|siprime) (?:<me>)(?=$| (?:nan|sou|sot|sotti|anko|tanpri|souple)\b)
        \b(?:retire|wete|efase|siprime) nimewo(?: telefon)?(?: (?:<me>|sa|sa a))?\b
        \b(?:retire|wete|efase|siprime) non (?:<me>) (?:nan|sou) (?:lis|sistem)
        \bkite (?:<me>) (?:an ?pe|trankil|(?:an ?)?repo)\b
        \bdezabone\w*\b|\bdezenskri\w*\b
    """,
    wishes=r"""
        # mwen pa vle mesaj ankò · m pa vle ankò
        \b(?:mpa|(?:<me>) pa) (?:vle|bezwen|renmen|te mande|mande)(?: \w+){0,3}? (?:<message>|anko|resevwa)\b
    """,
    soft=r"""
        \bmove nimewo\b|\bnimewo a pa bon\b|\bpa bon nimewo\b|\btronpe (?:de )?nimewo\b
        ^(?:\w+ )?(?:ase|sa sifi|sifi)(?: (?:tanpri|souple|mesi))*$
        ^(?:<me> |mpa )?pa (?:vle|enterese)(?: anko)(?: (?:tanpri|souple|mesi))*$
    """,
    unwanted=r"""
        # pa kanpe · pa retire m nan lis la
        \bpa (?:janm )?(?:kanpe|sispann|retire|wete|efase)\b
    """,
)
