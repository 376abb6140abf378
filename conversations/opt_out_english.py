"""English sentences that ask for no more messages."""

from __future__ import annotations

from conversations.opt_out_rules import rules

_PIECES = {
    "stop": "stop|stopping|refrain(?:ing)? from|avoid|quit|cease|end|cancel|discontinue|halt|turn off|shut off"
    "|switch off|disable|deactivate|mute|pause|knock off|cut out|cut it out with|knock it off with|drop|terminate"
    "|suspend|kill",
    "message": "text messages?|texts?|messages?|updates?|notifications?|alerts?|reminders?|subscriptions?|mailings?"
    "|emails?|newsletters?|communications?|spam|texting|messaging|solicitations?|blasts?|sms|mensajes|contact",
    "some": "me|us|any|more|all|the|these|those|this|that|your|my|such|further|additional|so many|a|an|of|out|future"
    "|unwanted|stupid|annoying|damn|dumb|fucking|political|petition|daily|weekly|constant|automated|random|ndlon"
    "|endless|s ?comm|kind|other|anymore|to|with|from|sending|getting|receiving|phone|group|and",
    "me": "me|us|(?:my|this) (?:phone|number|cell|cellphone|line|mobile|inbox)|here",
    "end": "$| (?:please|thanks|thank|again|any ?more|any (?:further|longer)|ever|now|ok|or|and|i|im|ill|already"
    "|at all|right|immediately|asap|today|for good|forever|so|bro|man|you|sir|cause|because|this is)\\b",
    # what may follow "call me" and "harass me" without changing who is meant
    "still_me": "<end>| (?:at|on|every|all|about|this|it|from|with|like this|day|night|late|during|while)\\b",
    "not": "do not|dont|never|not|no longer|never ever|no need to|cannot|without|rather you not"
    "|would rather you did not|wont",
    "gap": "(?:call|text|message|write|email|contact)(?:ing)? (?:or|and|nor)|ever|be|bother|bothering|keep|please"
    "|you|start|even|really|want|need|need to|to|going to|wish|ask|asked|would|like|any ?more|again",
    "write": "text(?:ing)?|messag(?:e|ing)|msg|contact(?:ing)?|email(?:ing)?|spam(?:ming)?|notify(?:ing)?"
    "|ping(?:ing)?|sms|reach(?:ing)? out to|hit(?:ting)? up",
    "pester": "call(?:ing)?|phon(?:e|ing)|harass(?:ing)?|blow(?:ing)? (?:me |my \\w+ )?up|hit(?:ting)?"
    "|mess(?:ing)? with",
    "annoy": "writ(?:e|ing)(?: to)?|bother(?:ing)?|disturb(?:ing)?|bug(?:ging)?|annoy(?:ing)?|pester(?:ing)?"
    "|ask(?:ing)?|badger(?:ing)?|hound(?:ing)?|solicit(?:ing)?|harass(?:ing)?|wak(?:e|ing)",
    "sent_away": " (?:back|home|away|off|to (?:jail|ice|prison|my|mexico|the|a|another))\\b",
    "want": "want|wanting|wish|wishing|need|like|care|agreed?|asked?|consent(?:ed)?|sign(?:ed|ing)? up|subscribed?"
    "|requested?|interested|appreciate|prefer|authori[sz]\\w*|permission|opt(?:ed)? in|register(?:ed)?"
    "|enroll?(?:ed)?",
    "number": "(?:phone |cell |mobile |telephone |contact )?(?:number|phone|cell|contact|digits|contact info|line)",
    "remove": "remove|take|get|delete|erase|drop|scratch|cut|strike|pull|wipe|clear|scrub|exclude|keep|leave|unlist"
    "|cross|count",
    "mine": "me|us|my <number>|this <number>|my (?:name|info|information|details|data)",
    "list": "(?:\\w+ ){0,2}?(?:lists?|texts?|messages?|updates?|database|system|group|chat|thread|contacts|records"
    "|registry|thing|directory|subscriptions?|distribution|alerts?|mailings?|roster|service|blast|campaign|stuff"
    "|rotation|spam|file|files)\\b",
    "off_list": "(?:off|out|from|of)(?: of)?(?: (?:this|your|the|ur|that|all|any|these|those|every|whatever"
    "|which ?ever))? <list>",
    "off": "(?:off|out)(?=<end>)|(?:off|out|from)(?: of)? (?:this|it|here|that|these|everything|anything)(?=<end>)",
}

ENGLISH = rules(
    _PIECES,
    firm=r"""
        # stop texting me · quit sending these · end all updates · cancel my subscription
        \b<stop> (?:receiving|getting) (?:this|it|these|those|that|them|anything|stuff)(?=<end>)
        ^(?:\w+ )?(?:stop|cancel|unsubscribe) (?:from|on|for|to) (?:this|my) <number>
        \b<stop> (?:sending|send) (?:this|it|these|those|that)(?=<end>| (?:to me|shit|crap|stuff|junk)\b)
        \b<stop> (?:the |this |your |my |all )*(?:service|services|enrollment|membership|account|sign ?up)\b
        \b<stop> (?:<some> )*(?:(?!\w+ing\b)(?!and\b)\w+ )?(?:<some> )*<message>\b(?! (?:to|between) (?:ice|the))
        # do not text me · don't ever send me anything · no need to contact this number again
        \b(?:do not|dont|never) (?:save|keep|store|use) my <number>(?=<end>)
        \bdo not (?:call|text|contact) (?:list|registry)\b
        (?<!\bi )(?<!\bwe )\b<not> (?:<gap> )*send(?:ing)? (?:this|these|those|them)(?=<end>| to me\b)
        \b(?:text|message|contact|call|write) me (?:again|one more time|once more) (?:and|ill|i will|or)\b
        \b(?:never|didnt|did not|dont|do not|havent|have not|nobody|no one) (?:give|gave|given|have|had|got) (?:
          + you |u |anyone )?(?:my |any )?(?:permission|consent|authori[sz]ation)\b
        \b(?:no|not|without)(?: \w+){0,2} (?:permission|consent) to (?:<write>|<pester>|send)\b
        # take me off your list · remove my number · I want to be removed · lose my number
        \b<remove> (?:me|us|it|(?:my|this|her|his|our|the|that) <number>) (?:<off>|<off_list>)
        \b(?:remove|delete|unlist|erase) (?:me|us|this <number>)(?=<end>)
        \b(?:remove|lose|delete|erase|forget|drop|scrub|purge|take off|take out|block|unlist) (?:(?:my|this|the|her
          + |his|our|that|these) )?<number>(?=<end>| (?:off|out|from)\b)
        \b(?:want|wanna|like|need|asked|wish|ask|request|requesting|can i|could i|may i|should i|i|id like)
          + (?: (?:\w+ly|again|before|already|twice|once|many times|multiple times|several times))?(?: to)?
          + (?: please)? (?:be |get |getting |being )(?:off|out|removed|taken off|taken out|deleted|unsubscribed)
          + (?=<end>| from (?:this|it)\b)
        \b(?:want|wanna|need) (?:off|out)(?=<end>| of (?:this|it)(?=<end>))
        \b(?:off|out of) my (?:phone|cell|line)\b
        \bno longer (?:be|get|on|part of)(?: on)? (?:your|this|the) list\b
        \blet me (?:off|out)(?=<end>| of (?:this|here)\b)|\blet me (?:off|out of|out) (?:this|your|the) <list>
        \b(?:leave|exit) (?:this|the|your) (?:chat|list|group|thread)\b
        # unsubscribe · opt out · I revoke my consent
        \btake back my (?:consent|permission)\b
        \bconsent (?:is )?(?:revoked|withdrawn)\b
        # no more texts · cease and desist · I'm blocking you
        \bno more (?:of (?:this|these|your|it|those)|from (?:you|this)|contacting|calling|calls|bothering|spamming)
          + (?=<end>| (?:to|stuff|shit|crap|from)\b)
        \bcease and desist\b
        \bunwanted (?:text|message|spam|sms|solicit|communication)|\b(?:text|message)s? (?:is|are) (?:unwanted
          + |unsolicited|not wanted|not welcome)
    """,
    wishes=r"""
        # I don't want to hear from you · I no longer wish to receive these · never signed up for these texts
        \b(?:dont|do not|didnt|did not|no longer|never|not|nor|doesnt|isnt)(?! mind)(?: \w+){0,2}? <want>
          + (?: (?!sign\b)\w+){0,4}? (?:<message>|from you|from this number|hearing from|hear from|from yall)\b
        \b(?:rather|prefer) not (?:to )?(?:receive|get|hear|see|have)(?: (?!raid)\w+){0,3} (?:<message>|these|those
          + |this|from you|it|more)\b
        \b(?:dont|do not|no longer|never)(?: \w+){0,2}? (?:want|wish|like|care|need)(?: \w+)? (?:to )?(?:receiv\w+
          + |get|getting|see|read|have)(?: (?:any|more|this|these|those|your|such|further|anymore|anything|them|it|of
          + |else|from|you))+(?=<end>)
        \b(?:dont|do not|no longer)(?: \w+)? (?:want|wish|like|care|need) (?:to )?(?:be )?(?:on|in|part of
          + |a part of) (?:this|your|the|any|that) (?:\w+ )?(?:list|group|chat|thread|database)\b
        \b(?:dont|do not|didnt|did not|never|not)(?: \w+)? (?:consent|agree) to (?:this|these|be|receiv\w+|your
          + |getting)
        # we are done here, do not text back
        (?<!you )(?<!they )(?<!yall )(?<!\bi )(?<!we )(?<!to )(?<!if )\b(?:do not|dont|never|no need to) (?:text|message
          + |msg|write|contact|call|reply|respond)(?: (?:me|us))? back(?=<end>)
        \b(?:never|didnt|did not) (?:<want>|ask)(?: (?:for|to|on|in))* (?:this|these|it|any of this|that|receive|get
          + |be contacted|be on)(?=<end>| (?:list|number|texts?|messages?|crap|shit|nonsense|stuff|bs|junk|garbage)\b)
        \bnot interested in (?:<some> )*<message>\b
        \b(?:didnt|did not|never) (?:ever )?(?:opt|opted) in\b|\bnever gave (?:you|u|yall|out) my (?:number|phone
          + |cell)\b
        \b(?:dont|do not|no longer|no) (?:\w+ ){0,4}(?:participate|part (?:of|in) this)(?=<end>)
    """,
    soft=r"""
        \b(?:this|that) (?:is not|isnt|aint|is no longer) (?:\w+s|her|his|their) (?:number|phone|cell)\b
        \b(?:doesnt|does not|no longer) (?:has|have|use|uses|own|owns) this (?:number|phone)\b
        ^\w+ (?:doesnt|does not|no longer) lives? here
        ^(?!you\b)(?:\w+ )?(?:i )?(?:dont|do not|no longer) (?:really |even )?(?:want|need) (?:any |none |no )?(?:of )?
          + (?:this|these|it|anything|any ?more|more|that|those)(?: (?:from you|anymore|please|shit|crap|stuff|thanks
          + |thank you|any more))*$
        \byou(?:r| are| re|ve been| keep| guys)? (?:\w+ )?(?:harassing|spamming|bothering|annoying|bugging|disturbing
          + |blowing up) (?:me|my)\b
        (?<!\bwill i get )(?<!\bdo i get )(?<!\byou send )\btoo many (?:\w+ )?(?:texts?|messages?|notifications?)\b
        ^(?!.*\b(?:zip|name)\b)(?:\w+ )?(?:please |just )?stop (?:i|im|ive|or|before|you
          + |your|already|bc|because|cuz|its|my|no|dont|do not
          + |not|remove|leave|wrong|this (?:is|number|isnt|phone)|what|who|thats|that is)\b
        \b(?:you|yall|guys) (?:text|message|write|call)(?: me)? (?:too|so) (?:much|often)\b|\btoo many of these\b
        ^(?:\w+ ){0,4}(?:turn|switch|shut) (?:it |this |these |that |everything )?off(?: (?:please|now|pls))*$
        ^(?:please )?(?:mute|pause|disable|deactivate|silence) (?:this|these|it|all|my number|number|everything)$
        ^(?:please )?(?:dont|do not) (?:reply|respond|answer|hit me up|hmu)(?: (?:to )?(?:me|this|again|please|back))*$
        \bno interest(?: in (?:this|it|these|that))?(?=<end>)|\bdone with (?:this|these|you|yall)(?=<end>)
        \b(?:fcc|ftc|tcpa)\b
        \b(?:these|your|the) (?:\w+ )?(?:texts?|messages?)(?: \w+){0,3} annoying\b
        ^(?:reported? (?:as )?)spam$
        \bleave us alone\b
        \bget (?:this|it|these|yourself) off (?:of )?my phone\b|\b(?:this|it|that) is harassment\b
        ^(?:\w+ )?(?:blocked|blocking|reported)(?: (?:you|this|number|now|it|u))*$
        \b(?:you|yall|guys|they)(?: \w+)? (?:still|keep|always|constantly) (?:<write>|sending)\b
        ^for the last time\b.*\b<stop>\b|^stop means stop\b
        \bwhat (?:do|should|can) i (?:text|send|reply|say|type|write)(?: \w+)? to (?:stop|end|unsubscribe|cancel
          + |get off|get out|opt)\b
        ^(?!.*\b(?:did|didnt|last|bus|sign|many|when|if|will|was|were|has|have|stopped)\b)(?=.*\b(?:stop|quit|cease
          + |cancel|unsubscribe)\b).*\b(?:texts?|messages?|updates?|notifications?|alerts?|texting
          + |messaging)\b
    """,
    unwanted=r"""
        # don't stop texting me · I never unsubscribed · can I unsubscribe later?
        (?<!\bwhy )(?<!\bif you )(?<!\bthey )\b(?:dont|do not|never|didnt|did not|doesnt|not|cannot)(?: (?:want|wish
          + |mean|meant|like|to|ever|please|let|you|me|gonna|going|trying|have|been|it|accidentally|intend|need|ask
          + |asked|be))* (?:stop|quit|end|cancel|unsubscribe|opt(?:ed)?(?: me)? out|remove me|take me off|delete me
          + |leave me|removed|taken off)\b
        # what a county or a state did, or shall do
        \b(?:count(?:y|ies)|cit(?:y|ies)|states?|towns?|illinois|california|massachusetts|new york|sheriffs?|police
          + |schools?|jails?|governor|mayor|places?|they)(?: \w+){0,4} (?:opt(?:ed|s|ing)? ?out|unsubscribe)\b
        \b(?!(?:i|we|ive|im|have|just|already|and|please|been|being|be|getting|get)\b)[a-z]+ opted out\b
        \b(?:support|right to|favor) opt(?:ing)? ?out\b|\bopt(?:ing)? ?out (?:my|our|the|this) (?:county|city|state
          + |town)\b
        \b(?:will|do|would) (?:you|u|it|this|they) stop (?:text|messag|send|writ)\w*(?: me)?(?: \w+){0,3} (?:after
          + |when|once|if)\b
        \b(?:after|when|once|if) i (?:sign|signed)\b.*\bstop\b|\bgood enough\b
        \bhow (?:do|can|could) (?:i|we)\b.*\b(?:later(?: on)?|afterwards?)$
        \bopt(?:ed|s|ing)? ?out of (?:the |this |that )?(?:s ?comm|secure|program\w*|ice|287|deport\w*|detention)\b
        \bunsubscribe (?:the|our|my|this) (?:county|city|state|town)\b
        # a text that came before · what STOP would do · in which language
        \b(?:cancel|delete|ignore|forget|disregard|stop) (?:my|that|the|this) (?:last|previous|other) (?:text
          + |message)\b
        \bstop (?:\w+ )?i meant? (?:to )?sign\b
        ^(?:does|will|would|what does|what is|whats) (?:\w+ )?stop(?= (?:remove|delete|cancel|do|mean|work|for|erase
          + |take)\b)
        \bdo i (?:have|need) to (?:text|reply|send|say) stop\b|\bit says (?:\w+ )?stop\b
        \b(?:dont|do not|stop) (?:text|messag|writ|send)\w*(?: to)? me (?:things )?in (?:english|spanish)\b
        \btext(?:ing)? (?:while|and) driv\w+
        \blist of (?:deport|people|detain|missing)\w*
        ^(?:\w+ )?(?:can|could|may|will|what if|what happens|is it|if)\b.*\b(?:later|any ?time|whenever|in the future
          + |some ?day)\b
    """,
)
