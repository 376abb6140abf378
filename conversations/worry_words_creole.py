"""The commonest worries and questions in Haitian Creole: words that tell each, and its patterns (see `worry_words`).

"Pè" is fear, "pa" is not; M, ou, l, nou and yo stand for whole words, so every pattern asks for a word beside them.
"""

from __future__ import annotations

from collections.abc import Mapping

from conversations.plain_words import listed

#: Words of which every text that holds the worry has one, as they are typed: plain.
TELLING: Mapping[str, frozenset[str]] = {
    "fear": listed("""papye pe imigran imigre ilegal sitwayen sitwayente depote depotasyon arete pwoblem enkyete"""),
    "person": listed("rele pale telefone"),
    "number": listed("nimewo telefon"),
    "cost": listed("gratis koute peye konbyen"),
    "name_forms": listed("san inisyal premye siyati anonim poukisa"),
    "privacy": listed(
        """we wè konnen li prive sekre sekirite enfomasyon done piblik vann pataje dekouvri moun kiyes"""
    ),
    "who": listed("magouy fwod manti vre robo moun serye seryez oganizasyon kiyes kiles deye ye"),
}
_I = r"(?:m|mwen|mw|nou)"
PATTERNS: Mapping[str, str] = {
    "fear": (
        rf"\b(?:pa gen|pa genyen|san|bezwen|mande|fok {_I} gen|gen) papye\b|^papye$"
        rf"|\b{_I} (?:te |tre |vreman |toujou |gen )?pe\b|^pe$|\bfe {_I} pe\b"
        rf"|\b{_I} (?:se |pa )?(?:yon )?(?:imigran|imigre|ilegal|sitwayen|enkyete)\b|\bpa sitwayen\b"
        rf"|\b(?:depote|arete) {_I}\b|\b{_I} pe depotasyon\b"
        rf"|\b(?:gen|genyen|bay|ba) (?:{_I} )?pwoblem\b"
    ),
    "person": (
        r"^(?:tanpri |silvouple |bonjou |eske |ou ka |nou ka |yon moun ka |moun ka )*(?:rele|telefone) (?:m|mwen)"
        r"(?: tanpri| silvouple| mesi| kounye a)*$"
    ),
    "number": (
        r"\b(?:ki ?jan|kote|ki kote|kouman|koman) (?:\w+ ){0,2}?(?:jwenn|gen|pran|genyen|konnen) (?:nimewo|telefon)"
        r" (?:m|mwen|telefon)\b|\b(?:ki ?moun|kiyes|kiles) ki (?:te )?(?:ba|bay) (?:ou|nou|w) nimewo\b"
    ),
    "cost": (
        rf"\b(?:se|li|sa) gratis\b|^gratis$|\bkonbyen (?:\w+ )?(?:koute|ye|sa ye|lajan)\b"
        rf"|\b(?:ap|ka|pral) koute\b|\b(?:sa|li) koute (?:lajan|{_I}|yon|ki)\b|\b{_I} (?:dwe|ap|bezwen|pral"
        rf"|oblije) peye\b"
        r"|\bfok (?:m|mwen|nou) peye\b"
    ),
    "name_forms": (
        rf"\bsan (?:\w+ )?non (?:{_I})\b|\bsan non\b|\b(?:selman|sel|ak|avek) (?:premye )?(?:inisyal|premye non"
        rf"|siyati)\b"
        r"|\b(?:inisyal|premye non)(?: m| mwen)? selman\b|^(?:inisyal|premye non)(?: m| mwen)?$|^anonim$"
        r"|\b(?:rete|siyen|se) (?:\w+ )?anonim\b|\bpoukisa (?:\w+ ){1,3}?non (?:m|mwen)\b"
    ),
    "privacy": (
        rf"\b(?:ki ?moun|kiyes|kiles) (?:\w+ ){{1,3}}?(?:we|li|konnen) (?:non|sa|siyati)\b"
        rf"|\b(?:patwon|bos|imigrasyon|lapolis|polis|leta|gouvenman|gouvenman an|ice)(?: {_I})?(?: an| la)?"
        r" (?:ap|pral|ka|va) (?:\w+ )?(?:we|konnen|dekouvri)\b"
        r"|\beske (?:sa|li) (?:\w+ )?(?:prive|sekre|an sekirite|konfidansyel)\b|\bsa prive\b"
        rf"|\bfe (?:ak|avek) (?:done|enfomasyon)\b|\bnon {_I} (?:ap|pral) (?:\w+ )?piblik\b"
        rf"|\b(?:vann|pataje) (?:done|enfomasyon|non|nimewo)\b"
    ),
    "who": (
        r"\b(?:se|sa a se) (?:yon )?(?:magouy|fwod|manti|vre|robo)\b|^(?:magouy|fwod|robo)$"
        r"|\beske (?:sa|li|sa a) (?:se )?(?:vre|serye|seryez|magouy)\b|\bki oganizasyon\b|\bki ?moun ki deye\b"
        r"|\b(?:kiyes|kiles|ki ?moun) (?:ou|nou|sa)(?: a)?(?: ye)?$|\bse (?:kiyes|kiles|ki moun)\b"
    ),
}
