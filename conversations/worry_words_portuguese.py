"""The commonest worries and questions in Portuguese: words that tell each, and its patterns (see `worry_words`)."""

from __future__ import annotations

from collections.abc import Mapping

from conversations.plain_words import listed

#: Words of which every text that holds the worry has one, as they are typed: plain.
TELLING: Mapping[str, frozenset[str]] = {
    "fear": listed(
        """documentos papeis indocumentado indocumentada ilegal ilegais imigrante imigrantes medo cidadao cidada
        cidadania prender preso presa deportar deportado deportada problema problemas preocupado preocupada nervosa
        nervoso"""
    ),
    "person": listed("falar atendente liga ligar ligue liguem"),
    "number": listed("numero telefone celular"),
    "cost": listed("graca gratis gratuito gratuita quanto pagar cobrar cobram custa custo"),
    "name_forms": listed("sem iniciais primeiro sobrenome apelido anonimo anonima precisam pedem querem"),
    "privacy": listed(
        """ver vendo veem ve sabe saber sabendo descobrir recebe tem confidencial sigiloso privado seguro segura secreto
        dados informacoes publicado publico vendem compartilham"""
    ),
    "who": listed("golpe fraude verdade serio robo maquina organizacao trata tras real confiavel mentira"),
}
PATTERNS: Mapping[str, str] = {
    "fear": (
        r"\b(?:nao tenho|sem|preciso(?: ter| de)?|precisa(?: ter| de)?|tem que ter|pedem|ter) (?:os )?(?:documentos"
        r"|papeis)\b|^(?:documentos|papeis)$"
        r"|\b(?:sou|somos|estou|se eu for|so|for) (?:\w+ )?(?:indocumentad[oa]s?|ilega(?:l|is)|imigrantes?"
        r"|preocupad[oa]"
        r"|nervos[oa])\b|\b(?:indocumentad[oa]s?)\b"
        r"|\b(?:com|tenho|da|tem|temos|muito) (?:\w+ )?medo\b|^medo$"
        r"|\b(?:nao sou|ser|sou|so|sem ser) cidada[o]?\b|\b(?:ter|sem|a) cidadania\b"
        r"|\b(?:me (?:prender|deportar)|ser (?:pres[oa]|deportad[oa])|prendem|me prendem)\b"
        r"|\b(?:vao|podem|pode|iam) (?:me )?(?:prender|deportar)(?: a gente| me)?\b"
        r"|\b(?:ter|tenho|me meter em|dar|arrumar|da) problemas?\b"
    ),
    "person": (
        r"^(?:por favor |oi |ola |voces |voce |alguem |podem |pode |poderia )*(?:me )?(?:liga|ligar|ligue|liguem"
        r"|ligarem)"
        r"(?: (?:pra|para) mim)?(?: por favor| agora)*$"
        r"|^(?:um |uma )?atendente(?: por favor)?$"
    ),
    "number": (
        r"\b(?:como|de onde|onde|donde) (?:\w+ ){0,2}?(?:conseguiram|conseguiu|pegaram|pegou|tiraram|tirou|acharam|tem"
        r"|arrumaram|obtiveram) (?:o )?meu (?:numero|telefone|celular)\b|\bquem (?:\w+ )?(?:deu|passou) (?:o )?meu\b"
    ),
    "cost": (
        r"\b(?:e|isso e|isto e|sai|assinar e) (?:de )?(?:graca|gratis|gratuit[oa])\b|^(?:de graca|gratis|gratuito)$"
        r"|\bquanto (?:custa|e|vale|cobram|vou pagar|tenho que|sai)\b|\b(?:tem|tenho|preciso|precisa|devo) (?:que "
        r"|de )?pagar"
        r"\b|\bme cobrar\b|\b(?:vao|vai) cobrar\b|\bcusta (?:alguma coisa|algo|dinheiro)\b|\btem (?:algum )?custo\b"
    ),
    "name_forms": (
        r"\bsem (?:\w+ ){0,3}?(?:nome|sobrenome)\b|\b(?:so|apenas|somente|com|usar|por) (?:\w+ )?(?:iniciais"
        r"|primeiro nome|sobrenome|apelido)\b|^(?:minhas |as )?iniciais$|^(?:o |meu )?primeiro nome$|^anonim[oa]$"
        r"|\b(?:ficar|assinar|ser|como) (?:\w+ )?anonim[oa]\b"
        r"|\bp(?:or|ra|ara) ?que (?:\w+ )?(?:precisam?|querem|quer|pedem) (?:d?o )?(?:meu )?nome\b"
    ),
    "privacy": (
        r"\bquem (?:\w+ )?(?:ver|ve|veem|recebe|sabe|tem|le) (?:o |a )?(?:meu|minha|meus|isso|isto)\b"
        r"|\b(?:patrao|patroa|chefe|empresa|imigracao|policia|governo|ice|migra|estado) (?:\w+ ){0,2}?(?:ver|ve"
        r"|saber|sabe"
        r"|sabendo|descobrir|vendo)\b"
        r"|\b(?:e|isso e|isto e|sera) (?:confidencial|sigilos[oa]|privad[oa]|segur[oa]|secreto)(?:$| (?:assinar|isso"
        r"|dar|isto))"
        r"|\b(?:fazem|vao fazer|farao) com (?:os )?meus\b|\bmeu nome (?:\w+ ){0,2}?(?:publicado|publico|aparecer"
        r"|aparece)\b"
        r"|\b(?:vendem|compartilham|passam) (?:os )?meus?\b"
    ),
    "who": (
        r"\b(?:e|isso e|isto e|sera que e|sao) (?:\w+ )?(?:golpe|fraude|verdade|serio|robo|real|confiavel|mentira"
        r"|maquina)\b"
        r"|^(?:golpe|fraude|robo)$|\b(?:que|qual e a|qual a|qual) organizacao\b|\b(?:do|de) que se trata\b"
        r"|\bquem (?:esta|ta) por tras\b"
    ),
}
