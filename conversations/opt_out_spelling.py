"""A word of `opt_out_classes` typed with one slip: a letter left out, doubled, swapped, or the key beside it."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from conversations.opt_out_classes import words_of_classes
from conversations.plain_words import listed

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
#: Letters that sound alike in Spanish, or are one in hand.
_ALIKE = "bv sc sz cz qk ck gj iy mn ei ou"
#: Words shorter than this must be slipped from by a neighbouring key, so that "text" is not heard in "tent".
_LONG = 6
#: Words of their own that are one letter away from a word of a class.
ORDINARY = listed(
    """test tests next sand tent last lost mist least past cost most best rest just must lift life live lives love lots
    lets feel free tree treat tall ball fall call cell sell tell well will wall hall shop step steps slow slop snow
    show soup swap good food word work walk talk take make made male sale same some come home hope rope note notes
    nose none noon soon some more move love like line link live time tire tired fire hire wire wise rise size site
    side hide ride wide what when then than that there where here hear heard hard card cards care cart part park dark
    mark mars mar mas pass past para pera paz casa cosa caso queso peso paso pasa pata pato rato gato dato datos dado
    lado lada nada cada sida vida viva vive vivo voto vote note nota mesa misa risa rosa ropa copa sopa luna lima cima
    mand manda mandan mande banda barra carro perro cerro cierre cierra tierra guerra
    parte partes puerta puerto muerte suerte fuerte fuente gente mente lente leche noche coche dicho dicha fecha hecho
    pecho lecho deje dejo dejó mejor mayor menor tenor señor senor senora amor valor color calor dolor favor
    start state stay stand staff stuff star store story sorry worry marry mary maria mario marco marta martha
    name names game came lame dame fame tame
    contract contracts rite right write waiting wait able
    message text texas taxes tax hello help held hold told sold gold cold bold old
    week weak seek seen been bean mean men man many any and add ado
    reach each beach teach peach read reads ready real really deal meal heal
    write wrote white while whole
    mine mind kind find fine dine nine wine vine pine line lone zone done gone bone tone
    leaf leave leaves lead load road read roads
    quiet quite quito quilt salir salinas salazar solis salas sala salud saludo saludos saludar
    pared paredes parra parque parado parada pareja
    borra borrego quito quita quinta quince quinto quien quienes queen
    lisa liza luis luisa lista listo listos listen lesson
    bien cien sien quien tien tiene tienen viene vienen
    mundo mucho mucha macho noche nacho ocho
    unsubscribes
    save saves sabe saber
    altos stopes terminé termine pedro
    dijo dije
    llega llegan llego llegaron recibi recibe recibio
    calle perdon personal molesta molestan pagar politica politico mejor persona1
    dejemos our
    mandado enviado escrito llamado dejado parado sacado hablado contestado termine
    mail mails
    safe late
    efase siprime retire informacoes informations enfomasyon effacer supprimer excluam
    novidades nouvelles nouvel nouvelle signe
    gusto mandan
    hasta
    hija hijo hoja ojos ojo"""
)


#: Classes whose words are taken as they are typed, and those that a slip is of last.
_AS_TYPED = listed(
    """other cause sign away means say says later by_mistake tell wants detail what_is times did how i_cancel revoke
    consent"""
)
_SLIGHT = listed("light please must more it in this you and for")


@cache
def _near() -> dict[str, tuple[str, ...]]:
    """What is left of each class word when one letter goes, with the words that leave it."""
    left: dict[str, list[str]] = {}
    for word in _worth():
        for shorter in {word, *_less(word)}:
            left.setdefault(shorter, []).append(word)
    return {shorter: tuple(words) for shorter, words in left.items()}


def _worth() -> list[str]:
    words, _ = words_of_classes()
    worth = [word for word, names in words.items() if len(word) > 3 and _AS_TYPED.isdisjoint(names)]
    return sorted(worth, key=lambda word: words[word][0] in _SLIGHT)


def _less(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def slipped(word: str) -> str | None:
    """The class word that `word` is typed for with one slip, if any."""
    if len(word) < 3 or word in ORDINARY or not word.isalpha():
        return None
    near = _near()
    for shorter in (word, *_less(word)):
        for known in near.get(shorter, ()):
            if _is_slip(word, known):
                return known
    return None


def _is_slip(word: str, known: str) -> bool:
    if len(word) != len(known):
        return word[0] == known[0] or len(known) >= _LONG or word[1:] == known or known[1:] == word
    differing = [at for at in range(len(word)) if word[at] != known[at]]
    if len(differing) == 1:
        return frozenset((word[differing[0]], known[differing[0]])) in _BESIDE
    first, last = differing[0], differing[-1]
    return last == first + 1 == differing[1] and word[first] == known[last] and word[last] == known[first]


def _beside() -> frozenset[frozenset[str]]:
    pairs = {frozenset(pair) for pair in _ALIKE.split()}
    for row in _ROWS:
        pairs |= {frozenset(pair) for pair in pairwise(row)}
    for upper, lower in pairwise(_ROWS):
        for at, key in enumerate(lower):
            pairs |= {frozenset((key, other)) for other in upper[at : at + 2]}
    return frozenset(pairs)


_BESIDE = _beside()
