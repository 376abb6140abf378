"""A word of `opt_out_classes` typed with one slip: a letter left out, doubled, swapped, or the key beside it."""

from __future__ import annotations

from itertools import pairwise

from conversations.opt_out_classes import words_of_classes
from conversations.plain_words import listed

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
#: Letters that sound alike in Spanish, or are one in hand.
_ALIKE = "bv sc sz cz qk ck gj iy mn ei ou"
#: Of words shorter than this the first letter stands when one is left out or put in.
_LONG = 6
#: Words of their own that are one letter away from a word of a class.
ORDINARY = listed(
    """bolsa cool luto pita punto pura puras puro puros put puts weird uta etes able add ado altos amor and any ball
    banda barra beach bean been best bien bold bone borra borrego cada call calle closer calor came card cards care
    carro cart casa caso cell cerro cien cierra cierre cima coche cold color come contestado contract contracts copa
    cosa cost dado dame dark dato datos deal dejado deje dejemos dejo dicha dicho dije dijo dine dolor done each efase
    effacer enfomasyon enviado escrito excluam fall fame favor fecha feel find fine fire food free fuente fuerte game
    gato gente gold gone good guerra gusto hablado hall hard hasta heal hear heard hecho held hello help here hide
    hija hijo hire hoja hold home hope informacoes informations just kind lada lado lame last late lead leaf least
    leave leaves leche lecho lente lesson lets life lift like lima line link lisa lista listen listo listos live lives
    liza llamado llega llegan llegaron llego load lone lost lots love luis luisa luna macho made mail mails make male
    man mand manda mandado mandan mande many mar marco maria mario mark marry mars marta martha mary mas mayor meal
    mean mejor men menor mente mesa message mind mine misa mist molesta molestan more most move mucha mucho muerte
    mundo must nacho nada name names next nine noche none noon nose nota note notes nouvel nouvelle nouvelles
    novidades ocho ojo ojos old our pagar para parada parado pared paredes pareja park parque parra part parte partes
    pasa paso pass past pata pato paz peach pecho pedro pera perdon perro personal peso pine politica politico puerta
    puerto queen queso quien quienes quiet quilt quince quinta quinto quita quite quito rato reach read reads ready
    real really recibe recibi recibio rest retire ride right risa rise rite road roads ropa rope rosa sabe saber
    sacado safe sala salas salazar sale salinas salir salud saludar saludo saludos same sand save saves seek seen sell
    senor senora shop show sida side sien signe siprime site size slop slow snow sold solis some soon sopa sorry soup
    staff stand star start state stay step steps stopes store story stuff suerte supprimer swap take talk tall tame
    tax taxes teach tell tenor tent termine test tests texas text than that then there tien tiene tienen tierra time
    tire tired told tone treat tree turns unsubscribes valor vida viene vienen vine viva vive vivo vote voto wait
    waiting walk wall weak week well what when where while white whole wide will wine wire wise word work worry write
    wrote zone"""
)


#: Classes whose words are taken as they are typed, and those that a slip is of last.
_AS_TYPED = listed(
    """other cause sign away means say says later by_mistake tell wants detail what_is times did how i_cancel revoke
    consent"""
)
_SLIGHT = listed("light please must more it in this you and for")


def _near() -> dict[str, tuple[str, ...]]:
    """What is left of each class word when one letter goes, with the words that leave it."""
    left: dict[str, list[str]] = {}
    for word in _worth():
        for shorter in dict.fromkeys((word, *_less(word))):
            left.setdefault(shorter, []).append(word)
    return {shorter: tuple(words) for shorter, words in left.items()}


def _worth() -> list[str]:
    words, _ = words_of_classes()
    worth = [word for word, names in words.items() if len(word) > 3 and _AS_TYPED.isdisjoint(names)]
    return sorted(worth, key=lambda word: words[word][0] in _SLIGHT)


def _less(word: str) -> dict[str, None]:
    """In a fixed order, so that a word near two others is read the same in every process."""
    return dict.fromkeys(word[:at] + word[at + 1 :] for at in range(len(word)))


def slipped(word: str) -> str | None:
    """The class word that `word` is typed for with one slip, if any.

    A letter may be left out, put in, swapped with the one beside it, or be the key beside it or one that sounds alike;
    no other letter may stand for it, so that "text" is not heard in "tent".
    """
    if len(word) < 3 or word in ORDINARY or not word.isalpha():
        return None
    for shorter in (word, *_less(word)):
        for known in _NEAR.get(shorter, ()):
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
_NEAR = _near()
