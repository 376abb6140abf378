"""Portuguese words and sentences that ask for no more messages."""

from __future__ import annotations

from conversations.opt_out_rules import rules
from conversations.plain_words import listed

#: Every text that one of the rules can hold for has one of these as a word, or as the first four letters of one.
TRIGGERS = listed(
    """nao nunca pare para cheg canc desa sem tire tira reti dele apag risc remo excl desc sair saio desi deix numero
    pess enga quer quie gost"""
)

_PIECES = {
    "message": "mensage(?:m|ns)|mensagems|msgs?|messages?|mensajes?|sms|textos?|notificac(?:ao|oes)"
    "|avisos?|alertas?|noticias|atualizacoes"
    "|propaganda|spam|emails?",
    "some": "mais|a|de|com|as|os|essas?|estas?|suas?|esses|nenhuma|me|pra mim|para mim|qualquer|tantas?",
    "write": "(?:mand|envi|contat|perturb|incomod|encomod|mensage)(?:e|em|a|am|ar|es|ando)|escrev(?:a|am|er|e|em|endo)"
    "|lig(?:ue|uem|ar|a|ando)|ench(?:a|am|er|e) o saco",
    "remove": "(?:tir|retir|delet|apag|risc)(?:e|em|a|ar|am)|(?:remov|exclu)(?:a|am|er|e|i|ir)|descadastr(?:e|em|a|ar)",
    "number": "(?:meu|este|esse|o meu) (?:numero|telefone|celular|contato|cel)",
    "sent_away": " (?:de volta|embora|pr[ao] |para |pra |a migra|ao )",
}

PORTUGUESE = rules(
    _PIECES,
    firm=r"""
        # não me mande mais mensagens · nao manda mais msg · pare de me escrever · chega de mensagens
        \b(?:nao|nunca)(?: mais)? me (?:<write>)\b(?!<sent_away>)
        \b(?:nao|nunca) (?:quero que |e para |precisa )?(?:me )?(?:<write>) mais\b
        \b(?:nao|nunca) (?:<write>) (?:<some> )*<message>\b
        \b(?:par(?:e|em|a|ar)|deixem?|chega) (?:de|com|d) (?:ficar )?(?:me )?(?:<write>)\b(?! (?:gente|famil))
        \b(?:par(?:e|em|a|ar)|chega|cancel(?:a|e|ar)|desativ(?:a|e|ar)|cheg(?:a|ou)) (?:<some> )*<message>\b
        \b(?:sem|chega de|nao mais) <message>\b
        # me tira da lista · remova meu número · quero sair da lista · me deixem em paz
        \bme (?:<remove>)(?=$| (?:d[aeo]s?|desta|dessa|por favor|ja|agora)\b)
        \b(?:<remove>) (?:o )?(?:<number>)\b
        \bsair (?:d[ao]|desta|dessa) (?:lista|grupo|chat)\b
        \b(?:descadastr|desinscrev)\w+\b|\bcancelar (?:a |minha )?inscricao\b
        \bdeix(?:a|e|em|am)(?: me)? em paz\b
    """,
    wishes=r"""
        # não quero receber mensagens · não desejo ser contatado
        \bnao (?:qui?ero|desejo|preciso|gostaria de|pedi|autorizei|tenho interesse em)(?: \w+){0,2} (?:receber|<message>
          + |ser (?:contatad|incomodad)\w+)\b
    """,
    soft=r"""
        \b(?:numero|pessoa) errad[oa]\b|\bfoi engano\b
        ^(?:\w+ )?nao qui?ero mais(?: (?:nada|isso|por favor|obrigad[oa]))*$
        ^(?:eu )?(?:qui?ero|gostaria de|como) (?:sair|saio|cancelar|parar)(?: (?:disso|daqui|por favor))*$
        ^(?:\w+ )?(?:nao tenho interesse|nao estou interessad[oa])(?: (?:nisso|obrigad[oa]))*$
    """,
    unwanted=r"""
        # não parem · não quero sair da lista
        \bnao (?:qui?ero |queremos |vamos |me |vou )*(?:par(?:e|em|ar|amos)|sair|cancelar|<remove>)\b
          + (?! de (?:me|mandar))
    """,
)
