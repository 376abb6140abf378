"""Shapes of a stop that is not wanted, is asked about or is somebody else's: "don't stop texting me", "reply STOP"."""

from __future__ import annotations

#: Each line is one shape. `{a b}` is a word of class a or b, `{!a b}` of neither, `<gap>` a piece of `opt_out_grammar`;
#: "+ " goes on with the line before, "#" gives an invented text for each of the shapes below it.
UNWANTED = r"""
    # No me quiten de la lista · no me den de baja · wat happens if i say stop
    (?!{no}{stop})(?<!{you other this goes_on why if}){not}(?!{more})(?:(?!{interested})
      + {light me want my get say asked}|(?<={want not no}){you}|(?<={asked}){you}(?={must}))*(?:
      + {remove}(?!{hanging_me}){!comma question and}*|
      + {cease}(?!{hanging_me})|{unsubscribe}|{opt}{off}{!comma question}*|{give}{light}{baja}|{leave}{off}?{light}*
      + {list})
    {not}{me}{give}{light}{baja}
    {if not}{light i}*{say text}<gap>*{cease unsubscribe}
    # wat happens if i say stop · srry typed stop by mistake · does STOP delete my name?
    {if}{i you}{light}*{asked say}{you}?{light}*{cease unsubscribe}
    (?:^|(?<={comma question}))(?!{!comma question}*(?:{times}|{i}(?:(?!{must}){light goes_on})*{say}))
      + {!comma question}+?{say}(?!{you}{must}){light you this me off}{0,3}(?:{cease unsubscribe remove}|{opt}{off})(?!
      + <gap>*{write text send pester get}){!comma question}*
    (?<!{cease}){means}{!comma question i asked}*(?:{cease unsubscribe}|{opt}{off}|{give}{light}{baja})
    # what opt out mean · q es baja · mi jefe me quiere dar de baja
    (?:{cease unsubscribe}|{opt}{off}|{give}{light}{baja}|{leave}{off}?{light}*{list}){light this unknown how}*(?:
      + {means}(?!{cease})|{what_is})
    {what_is}{light}?(?:{cease unsubscribe}|{opt}{off}|{give}{light}{baja}|{baja})
    {other cause}{!comma question}*{give}{light}{baja}
    # Why did you stop texting me? · Did you stop the petition?
    (?:{unsubscribe}|{give i_cancel}{light}{baja}){light}?{my}?{other}
    {why}{light did}{0,2}{you}{stop}
    (?:^|{comma question}){light}*{did}{you}{stop}
    # Tell Gov Quinn to opt out! · usted me escribió ALTO y yo no sé qué quiere decir · borre el mensaje sin querer
    (?:^|{comma question}){light}*{tell}{!comma question me}*(?:{opt}{off}|{unsubscribe})
    {says}(?!{you}){light you this me off}{0,3}(?:{cease unsubscribe remove}|{opt}{off}){!comma question}*
    {cease unsubscribe remove}{light message this my unknown}{0,4}{not}?{by_mistake}
    # no llamen, mejor texto · do you keep my number · officer told me to end the call and get out the car
    {not}{light}*{pester}{light}*(?:{me}{comma}?|{comma}){light unknown}*(?:{text write}|{message}$)
    (?:^|{comma question}){light must}{you}{light must}*{goes_on}
    {asked says}{me}{must}{cease}
    # not me wrong # stop
    {other}{light}*{remove}{me}
    {other cause}{!comma question}*{me}{remove}
    {wrong}{stop}(?!<gap>*{write text send pester})
    # my name is spelled wrong · my husband wants to sign
    .*{wrong}.*{detail}.*|.*{detail}.*{wrong}.*
    {other unknown}{light}*{wants}{!comma question}*
    {not}{light means}*{want asked}?{light you must}*{removed}
    # tuve que dejar el trabajo porque pidieron papeles · ICE won't leave us alone · no manden nada a mi casa
    {had}{light}{cease}
    {not}{light other you}{0,2}{leave}{me}{light}{0,3}{peace}
    {not}{light}*{send}{light this}*{light must}{my}{unknown}
    # my mom wont quit asking me about this petition lol · when do you delete my number
    {other}{not}{light}*{cease}{asked}
    {how}{light}*{you}{light}*{remove}
    {me}{must}{light}{cease}{light}{write}(?!{me})
    # perdón me salí del chat sin querer, en que ibamos · can a county opt out? · opt out of S-Comm
    {leave}{off light list}*{not}?{by_mistake}
    {cause other}{light unknown get}{0,5}(?:{opt}{off}|{unsubscribe})(?!{light}*{me my this you})
    (?:{opt}{off}+|{unsubscribe}){light my you off unknown}{0,3}{cause}
    # la policia no deja de molestar · no me manden a la cárcel · sí quiero saber qué pasa
    {cause other}{not}{light me}*{cease}{light}*{write send pester}
    {not}{light me}*{write send pester}{light}*{cause}
    (?:^|{comma}){light and}*{if}{light i unknown later}{0,3}{not}?{light me}*{want}{!comma question}*
    # Can I unsubscribe later? · ya déjennos en paz pinche migra
    (?:^|{comma question}){!comma question}*(?:{cease unsubscribe}|{opt}{off}){light this message}*{later}
      + {!comma question}*
    {me hanging_me}{light}?{peace}{light unknown}*{cause}
    {unsubscribe}{me}?{!question}*{and}{i}{light goes_on}*{want}
    # leave our families alone · dejen de quitarnos los carros · no se les olvide avisarme
    {cause}{!comma question}*{leave}?{me}?{let}?{in}?{peace}
    {cease}{light}{0,2}{remove}{me}
    {not}{light unknown}{0,2}{lose}{!comma question}*
    # van a dejar de escribirme cuando firme? · mi tia ya no quiere mensajes, yo si · borre mi mensaje anterior
    {cease}{light}{write send pester}{me}?{light how unknown}*{sign}
    .*{wants}.*{comma}{light}*{i}{if}
    {remove}{light my}*(?:{message text}{last}|{last}{message text})
    # mándenme más información · mejor por texto no me llamen · no me llamen despues de las 9
    .*(?<!{not})(?<!{not}{light}){send}{hanging_me}{light more}*{message text news}.*
    {message text}{light}*{not}{me}{pester}
    {not}{me}{pester}{light}*{later}
    # ellos se equivocaron de persona y lo arrestaron
    {other}{light unknown}*{mistook}
"""
