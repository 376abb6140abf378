"""French words and sentences that ask for no more messages; plain, so "m'écrivez" is "mecrivez"."""

from __future__ import annotations

from conversations.opt_out_rules import rules
from conversations.plain_words import listed

#: Every text that one of the rules can hold for has one of these as a word, or as the first four letters of one.
TRIGGERS = listed(
    """ne cess jveux revo plus pas jama rien arre cess desa desi reti enle raye rayo supp effa ote oter otes otez sort
    sors annu lais fous fout fich mauv faux trom assez suff stop necr nenv ncon nder ntex napp nemb nsol nhar nspa
    npar mdes marr mann mecr menv"""
)

_PIECES = {
    "message": "messages?|mensajes|sms|textos?|textes?|notifications?|alertes?|mails?|publicites?|spam",
    "write": "ecri(?:vez|s|re)|envo(?:yez|ie|ies|yer)|(?:contact|text|derang|embet|sollicit|harcel|spamm|appel"
    ")(?:ez|er|e|es)|appelle|parl(?:ez|er)",
    "remove": "(?:retir|enlev|ray|supprim|effac|ot)(?:ez|er|e|es)|sort(?:ez|ir)|sors",
    "list": "(?:la|votre|vos|cette|ta|ces|mes) (?:listes?|base|contacts?|systeme|groupe|envois?)",
    "end": "$| (?:svp|stop|sil|merci|maintenant|please|de|d|du)\\b",
}

FRENCH = rules(
    _PIECES,
    firm=r"""
        # ne m'écrivez plus · ne m'envoyez plus rien · merci de ne plus me contacter
        \b(?:ne )?(?:m|me )(?:<write>)(?: moi)? (?:plus|pas|jamais|rien)\b(?! (?:en prison|la bas|au|chez))
        \bn(?:e )?(?:<write>) (?:moi )?(?:plus|pas|jamais)(?: (?:rien|de|ce|d))*(?: <message>\b|$)
        \bne (?:plus|pas|jamais) (?:m|me )(?:<write>)\b|\bne (?:plus|pas) (?:<write>)(?:$| (?:de |d)?<message>\b)
        # arrêtez de m'écrire · arrêtez les messages · plus de messages svp
        \b(?:arrete|cesse)[zr]? (?:de |d)(?:m|me )?(?:<write>)\b
        \b(?:arrete[zr]?|stop|annule[zr]?|cesse[zr]?|assez|desactive[zr]?|stoppe[zr]?) (?:tout envoi de |avec |a
          + |au |aux |les |ces |vos |tes |de |des |d |tous )*<message>\b
        \b(?:plus|pas) (?:de |d|aucun )<message>\b(?! (?:que|et))
        # désabonnez-moi · retirez-moi de la liste · supprimez mon numéro · laissez-moi tranquille
        \b(?:desabonn|desinscri)\w+\b
        \b(?:<remove>) moi(?=<end>)
        \b(?:<remove>) (?:mon|ce|le) (?:numero|telephone|tel|contact)\b
        \b(?:<remove>) mon nom de (?:<list>)
        \b(?:laisse[zr]?|laisses|fiche[zr]?|fous|foute[zr]?) (?:moi|nous) (?:tranquilles?|en paix|la paix)\b
        \b(?:je )?(?:retire|revoque) mon (?:consentement|accord)\b
    """,
    wishes=r"""
        # je ne veux plus recevoir de messages · je ne souhaite pas être contacté
        \b(?:ne |j|je )?(?:veux|souhaite|desire|voudrais) (?:plus|pu|pas)(?: \w+){0,2} (?:<message>|recevoir
          + |etre (?:contact|derang)\w+)\b
        \b(?:nai|nai jamais|jai) (?:pas|jamais|rien) demande\b
    """,
    soft=r"""
        \b(?:mauvais|faux) numero\b|\btromp\w+ de (?:numero|personne)\b|\bpas le bon numero\b
        ^(?:\w+ )?(?:ca suffit|assez|cest assez|jen ai assez|jen veux plus|je nen veux plus)(?: (?:svp|sil vous plait
          + |merci|maintenant))*$
        ^(?:\w+ )?(?:\w+ )?pas interessee?s?(?: (?:merci|svp))*$
        ^comment (?:je |puis je )?(?:me |m)?(?:desabonn\w+|arrete[rz]?|annule[rz]?)(?: (?:ca|ces|les))*
    """,
    unwanted=r"""
        # n'arrêtez pas · ne me retirez pas de la liste
        \b(?:narrete[zr]?|ne (?:me |m|vous |nous )?(?:arrete\w*|<remove>|desabonn\w+|desinscri\w+)) (?:pas|jamais)\b
    """,
)
