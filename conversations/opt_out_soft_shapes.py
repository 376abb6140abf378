"""Shapes of sentences that could be about something else: they give way to the cause and to a wish to sign."""

from __future__ import annotations

#: Each line is one shape. `{a b}` is a word of class a or b, `{!a b}` of neither, `<gap>` a piece of `opt_out_grammar`;
#: "+ " goes on with the line before, "#" gives an invented text for each of the shapes below it.
SOFT = r"""
    # I'm not interested, stop · cuanto mensaje, ya basta · wrong person please stop
    (?:^|{comma question})(?!{!comma question}*{must}){light you this me and}*{stop unsubscribe}
      + {light you this me}{0,4}(?=$|{comma question})
    (?:^|{comma question})(?!{!comma question}*{must})(?!.*{question sign}){light you this me and}*{enough}
      + {light you this me}{0,4}(?=$|{comma question})
    {not interested wrong tired peace away message write text send}{!comma question cause must other say}{0,6}(?<!
      + {must other not means say unknown this removed if wrong}){stop}{light}{0,2}{this}?$
    # I can't afford these texts · this is harassment
    {cease}<gap>{0,2}{send}{them}{light}*$
    {not}{light unknown}{0,2}{this}{message}
    (?:^|{comma question}){this}{light}{1,2}{spam}(?!.*{question})
    # i said no more. didnt you read · thats all thanks no more · CARTA NO-MAS
    {i}{say}{no}{more}
    (?:^|{comma question light}){no}{light}*{more}{light}*(?=$|{comma question})
    ^{sign}{no}{more}$
    # chale ya no manden nada · im not from chicago stop · what number do i text to get off
    {not}{light you}*{send}(?!{it}){this them}{light you must my other}*$
    (?:^|{comma question})(?!{!comma question}*{must other detail}){!comma question}*{you not me tired interested}
      + {!comma question}*(?<!{wrong it off not my}){stop}{light}*$
    {must}{get}{off}(?=$|{comma})
    # ya parenle no sean necios · stop or i call my lawyer · I'm tired of these texts
    (?:^|{comma}){light}?{enough}(?={no})
    (?:^|{comma}){light}*{stop}{and}{no i}
    {tired}<gap>*{message}
    # what part of stop do u not understand · por ultima vez ALTO · que pongo para que paren
    {stop}{light}{0,2}{you}{not}
    {times}{!comma question cause}*(?:{stop}|{enough}|{cease}$)
    {for asked say}<gap>*{enough}{light}*(?=$|{comma})
    # what part of STOP don't you understand · I will report you to the FCC if you text again · no me gustan estos
    # mensajes
    {stop}{not}{you}
    {if}{you}{light}?{write text send pester}{light}*{more}
    {not}{light you this me}*{interested}{light you this sign}*{not}?<gap>*{message}
    # de baja por favor · dont want no more texts · I already said stop twice
    (?:^|{comma question}){light}*{baja}{light}*(?=$|{comma question})
    {not}{want}{not}
    (?<!{if must}){i}{light goes_on}*{say write text pester}<gap>*{stop}(?!{light}*{by_mistake})
    # Stop stop stop please · one more text and im calling a lawyer · DO NOT CONTACT ME AGAIN
    {stop}{stop}
    (?:^|{comma}){light}*{more}{light}?{text}{and}
    {not}{light you}*{text}<beside>{0,4}{more}
    # i need you to stop now · Dejen de mandar mensajes · muchos mensajes ya paren
    (?<!{not asked}){you}{must}{1,2}{stop}(?:<end>|{light})
    (?:^|{comma})<beside>*(?!{let}){cease stop enough remove unsubscribe revoke baja}<beside>*(?:{message}|{list}|
      + {write}|{my this}{phone})<beside>*(?=$|{comma})
    (?:^|{comma})<beside>*(?:{message}|{list}|{write}|{my this}{phone})<beside>*(?!{let})(?:{stop}|{enough}|{remove}
      + |{unsubscribe}|{revoke}|{baja})<beside>*(?=$|{comma})
    # I don't want these texts · No vuelvan a contactarme · No me envíe más mensajes
    (?:^|{comma})<beside>*{not}<beside>*{want}<beside>*(?:{message}|{list}|{write}|{get})<beside>*(?=$|{comma})
    (?:^|{comma})<beside>*{not}<beside>*(?:{write}|{send}|{pester}(?!{unknown}))<beside>*(?:{me})<beside>*(?=$|
      + {comma})
    (?:^|{comma})<beside>*{not}<beside>*(?:{me})<beside>*(?:{write}|{send}|{pester}(?!{light}*{unknown}))<beside>*
      + (?=$|{comma})
    # Not my fight. Remove me. · unsubcribed me please my english is small · get me off this list!!!
    (?:^|{comma})<beside>*(?!{take}){remove}<beside>*(?:{me})<beside>*(?=$|{comma})
    (?:^|{comma}){light}*{removed}{me}
    {get}{light}?(?:{my}{phone}|{me}){light}?{off}
    # kick me out of the group · do not text this number · Text messages no longer wanted at this number
    {me}{off}{you}?{light}*{message list}
    (?:^|{comma}){light you}*{not}{light you}*{text}{light this}
    (?:^|{comma}){light you text my}*{message}{light}*{not}{light}*{want}
    # yo no pedí esto quítenme · i dont want this anymore · shut up already
    {remove}{hanging_me}(?!<gap>*{sign detail cause other})
    (?<!{you}){not}{light}?{want}{this}{light}?(?:{light}{my}{phone}|<end>)
    (?:^|{comma}){light must}*{go_away}{light}?{off away me you}*{light}*(?=$|{comma})
    # No me interesa, gracias · you got the wrong person · stop or i call my lawyer
    {not}{light you this me}{0,3}{interested}{light you this in}{0,3}(?=$|{comma})
    {wrong}{light}?{phone}|{phone}{wrong}
    {stop}{and}{i}
    # stop i already signed · stop please and god bless you · you are harassing me
    (?:^|{comma}){light unknown}?{stop}{light}{0,2}(?:{i}|{you}|{this}{phone}|{it}{i})(?!.*
      + {by_mistake wrong detail sign later})
    (?:^|{comma}){stop}{light}+{and}{light unknown}
    (?<!{must}){you}{light}{pester}{me}(?=$|{comma light})(?!.*{question})
    # me quiero salir de esto · alto, por favor, ya no · ya no deseo pertenecer
    (?<!{not}){want}{light must}*{leave}(?:<gap>*(?=$|{comma})|{light you}*{message})
    {no_longer}{light}*(?=$|{comma})
    {no_longer}{me}?{want interested}{light you this in more}*(?:$|{comma}|{you})
    # can i be removed please · como cancelo los mensajes · how do I leave this list
    {i must asked want}{light want must unknown}{0,3}{must}?{light}?{removed}{light off}*{this}?(?=$|
      + {comma question})
    {how}{light me i must it unknown}{0,4}{i_cancel}(?!{in})(?:{light this it}*(?=$|{comma question})|{light it}*
      + {message list})
    {how}{light me i must it unknown}{0,4}{leave unsubscribe}
    # how do i make this stop · I'll block u if u don't stop · this is a landline stop
    (?:^|{comma question})(?!{!comma question}*{must other detail}){!comma question}*
      + {i you me my not want interested wrong tired message text write pester phone in}{!comma question}*(?<!
      + {not means say if removed it wrong unknown off}){stop}(?:(?!{it}){light}){0,2}$
    ^{light}*{i}(?!.*{get}{off}){!comma question must other detail}*(?<!{light}.){stop}$
    ^(?!.*{must other detail}){light}*{this it}{!comma question}*(?<!{must}){stop}$
    # me tienen fastidiado · done with the texts · me molestan sus mensajes
    {me}{light unknown}{0,2}{tired}(?=$|{comma})
    {done}<gap>*{message}
    {me}{tired}{light}?{you}
    # stop asking me for my zip · don't text my wife · stop texting my husband
    (?<!{not}){cease}{asked}{me}
    {not}{light you}*{write text}{my}?{other}
    {cease stop}<gap>*{write}{my}?{other cause}
    # cancelar por favor · yo acabo de comprar este chip, no soy esa persona · otro mensaje y los denuncio
    ^(?!.*{must}){light}*{cease}{light this it}{1,2}$
    (?:^|{comma}){no}{i}{this}{phone}$
    (?:^|{comma}){light}*{more}{message text}{and}
    # do not reply to me · ya wey, qué parte de ALTO no entienden
    {not}{light}*{say}{must}?{me}
    {keep leave}{light you}*{message}{light}*{off}
    {light}{stop cease}{not}{light you}*{unknown}$
    # I get too many messages · yo nunca les di mi numero · de baja por favor
    (?<!{how}){many}{light}?(?:{message}|{this}){light}?(?=$|{comma})
    {not}<gap>*{gave}{my}?{phone}
    (?:^|{comma}){light it}*{baja}{light}*$
    # yo nunca me apunte · Leave me the hell alone · leave me be
    {not}{me}{asked add}$
    (?<!{not})(?<!{not}{light}){leave}{my this}?{me phone}{light you unknown}{0,2}{peace}
    {leave}{me}{light}$
    # Déjeme en paz por favor · quiero que me dejen en paz · Leave me out of this
    {cease let}{me}{light in}{0,2}{peace}
    {me}{cease let}{in light}?{peace}
    (?<!{not})(?<!{other}){leave}{me}{off}<gap>*{unknown}?(?=$|{comma})
    # how do i get removed from this · not interested please remove · quisiera que me quitaran
    {get}{light off}*{removed}
    {interested}{light}{remove}
    {light}{me}{remove}(?=$|{comma})
    # Los voy a reportar si siguen · I'm reporting you as spam · go away stop
    {must}{light}{report}(?=$|{comma}|{if})
    {i must it}{light}?{report}{you}
    {go_away}{light}*{stop}$
    # ningún mensaje más · no quiero más de esto
    ^{light}{message}{more}$
    {not}{light you}*{want}{more}{light this}*(?=$|{comma})
    {not}{light you}*{send}{them}
    # que insistentes, dejenme · bloquéalo de aquí · these messages are getting annoying
    {cease}{hanging_me}(?=$|{comma}|{and})
    (?!{take}){remove}{off}(?=$|{comma})
    {this}{message}{light get must}*{pester}$
    # whats the code to stop these · my mom is 80 stop confusing her with texts · This is NOT the number for Elena
    {detail}{must}{cease}{light this}
    {stop}{unknown}{other}<gap>*{message text}
    {this}{light}{not}{light}{1,2}{phone}
    # sorry but i'm not the person you're looking for · i never said you could text me · my number is private do not
    # use it
    {i}{not}{light}{phone}
    {not}{light say asked}*{you}{must}?{text write}{me}
    {my}{phone}{!question}*{not}{keep}{it this}
    # you guys text way too much · too much texting · deactivate me
    {you}{light unknown how}*{text write}{light unknown how}*{many}
    {many}{light}*{write message}(?=$|{comma})
    (?:^|{comma}){light}*(?!{stop}){cease}{me}{light}*$
    # esa persona ya no usa este numero · con que palabra me salgo · que le pongo para que ya no llegue
    {phone}{no_longer}{keep}{this}{phone}
    {say}{light me send unknown for}*{i_cancel leave}
    {for}{light}{not}{get}{light}*(?=$|{comma})
    # yo me salgo gracias · Already told you to stop · vayanse a molestar a otro
    ^{i}?{me}{i_cancel leave}{light}*$
    {asked}{light you}*{cease}{light}*$
    (?:^|{comma}){go_away leave}?{light}*{write send pester}(?!{it}){light}{more}{phone}?(?=$|{comma})
    # I shouldn't be on this list · He doesn't want these texts · It would be great if you stopped
    {not}{light you this off in}*{list}(?!{!comma question}*{detail sign})
    {not}{want}{light you this my message it}*{message}
    {if}{light}{0,3}{you}{light off}*{ended}
    # get me removed · Please have my number deleted · done getting texts
    {get}{me my}{removed}
    (?:{want asked}|(?<={light}){must}){my}?{phone}{light off}*{removed}
    {done}{light}*{get}<gap>*{message}
    # ya no quiero recivir · Ya no quiero mensajes · si pudieran quitarme se los agradezco
    {not}{want}{get}{light}*$
    {no_longer}{must}?{light}*{want}{light you this in unknown}{0,2}{you message}
    {if}{light off unknown}*{must}{light off unknown}*{remove}{me}
    # do not put me on your list · don't add me to any list · i just had a baby pls no texts
    {not}{light}*{unknown}{me}{light in}*{you}{list}
    {not}{light you}*{add}{me}(?=$|{comma}|{light})
    {please}{not}{message}
    # no la pedi · no!!! and stop asking · tanto mensaje cansa
    {not}{it}{asked}(?=$|{comma})
    {cease}{asked}(?=$|{comma})
    {message}{tired}$
    # You have the wrong Jose · signed up by accident stop · Carlos isn't at this number
    {you}{must}?{light}{0,3}{wrong}{unknown}?(?=$|{comma})
    {by_mistake}{light}?{stop}$
    {not more}{light in}*{this}{phone}$
    # recibo mensajes que no pedi · me apunte por error · sigo recibiendo sus mensajes
    {message}{light}?{not}(?:{want}|{asked}){light}*$
    {me}{asked add}{light unknown}*{by_mistake}
    (?:^|{comma question why}){light why}*{goes_on}{get}{light you}*{message}
    # por que me siguen llegando · ya mande alto y siguen · mande STOP y no sirve
    {you why me}{goes_on}{light}*{get}
    {send}{cease}{!comma question by_mistake}*{goes_on}
    {send}{stop}{and}{no}
    # ya les mande stop tres veces
    {send}{stop}{light unknown}*{times}
"""
