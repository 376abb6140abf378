"""Shapes of sentences that speak of us, of messages or of a list in so many words: they hold whatever else is said."""

from __future__ import annotations

#: Each line is one shape. `{a b}` is a word of class a or b, `{!a b}` of neither, `<gap>` a piece of `opt_out_grammar`;
#: "+ " goes on with the line before, "#" gives an invented text for each of the shapes below it.
FIRM = r"""
    # Not Maria. Stop texting. · Dejen de mandar mensajes · dejen de estar chingando
    {cease}<gap>{0,4}{write text}<gap>{0,2}(?:{me}|{my}{phone}|{this}?<end>|{this}{phone})
    {cease}<gap>{0,4}{send}<gap>{0,3}(?:<me_here>|{message text news}|{this}{light}{0,2}<end>)
    {cease}<gap>{0,4}{pester}{light}{0,2}(?:<me_here>|<end>|<gap>{0,2}{message})
    # cómo dejo de recibir esto · I want to cancel updates · alto pues con los mensajes
    {cease}<gap>{0,4}{get}<gap>{0,3}(?:{message text news}|{this}{light}{0,2}<end>)
    (?!{let}){cease}{light you this my}{0,3}{message text news}
    (?!{let}){cease}{light you this my}{0,3}{unknown sign}?{light you this my}{0,2}{unknown sign}?{message text}
    # para los mensajes · No vuelvan a contactarme · No me envíe más mensajes
    {for}{light}{1,3}{message}
    (?<!{i other})(?:{not}){light you this goes_on want}{0,4}{write text}{light}{0,4}(?:{me}|{my}{phone}|{this}?
      + <end>|{this}?{phone})
    {not}{light you this goes_on want}{0,4}{me}{light}{0,2}(?:{write text}|{send}|{pester})(?!{light}*
      + {away cause unknown})
    # Don't keep sending these · Don't call or text me · ni un mensaje mas oyeron
    (?<!{i other}){not}(?!<gap>{0,3}{it}{send}){light you this goes_on want}{0,4}{send}(?!{it})<gap>{0,3}(?:
      + <me_here>|{message text news}|<end>)
    (?<!{i other}){not}{light you this goes_on want}{0,4}{pester}{light}{0,2}(?:<me_here>|<end>)
    {not}{light}{1,2}{message}
    # que ya no me llegue nada · I don't want these texts · Ya no quiero recibir nada
    {not}<gap>{0,2}{me}<gap>{0,3}{get}<gap>{0,3}(?:{message text news}|{this}<end>|<end>)
    {not}<gap>{0,3}(?:{want}|{asked}){light you this my me get send}{0,5}{unknown}?{message text}
    {not}<gap>{0,3}(?:{want}|{asked})<gap>{0,3}{get}<gap>{0,4}<end>
    # Remove me from this list · borrame de tu lista compa · please delete my contact
    (?:{remove}|{get})(?:{me}|{my}?{phone}|{this}{phone}){light}{0,3}(?:{off})<gap>{0,3}(?:{list}|
      + {message text news}|{this}?<end>)
    {remove}(?:{me}|{my}?{phone}|{this}{phone}){light}{0,3}<gap>{0,3}(?:{list}|{message text news})
    {remove}{light my you this}{0,2}{phone}{light}{0,2}(?:{off}|<end>)
    # Not my fight. Remove me. · Take my cell number off your list please · kick me out of the group
    (?!{take}){remove}{me}{light}{0,2}<end>
    {my}?{phone}<gap>{0,2}{off}<gap>{0,2}{list}
    {me}{off}<gap>{0,2}{list}
    # I want out of this group · I want to opt out please · I thought I unsubscribed
    (?!{interested}){want}{light}{0,2}{off}<gap>{0,3}(?:{list}|{message}|$|{text})
    {opt}{me}?{off}
    {unsubscribe}
    # deactivate my number · for the third time STOP · me dan de baja por favor
    (?!{let}){cease}{light my}{1,2}{phone}(?!{light}*{away cause unknown in})
    {times money}<gap>*{cease stop}$
    {give want asked i_cancel}{light}{0,2}{me}?{light}?{baja}
    # cut it out with the texts · cuanto mensaje, ya basta · I'm tired of these texts
    (?!{let}){cease}{light}*{off}?<gap>{0,2}{message text list}
    {message}{get}?{!comma question}*{comma}{light you}*{cease remove}(?:{them}|{light}*$|{comma})
    {tired}<gap>{0,3}{message text news}
    # I need to be taken off ASAP · want my number gone from your system
    {want asked}<gap>{0,3}(?:{my}{light}{phone}|{my}{phone}|{me}|{my}?<gap>{0,2}{message text}
      + {light you this message}{0,4})?<gap>{0,3}{removed}(?:<end>|<gap>{0,4}{list message this text off})
    (?:{my}{phone}|{this}{phone}){light you}{0,3}{removed}{light off}{1,2}<gap>{0,3}{list message}
    (?:{this}|{get})<gap>{0,4}{last}{message text}(?!{!comma question}*{question})
    # no deseo estar en su lista · how do I leave this list · I'm not interested, stop
    {not}<gap>{0,2}{want}{light you this not text}{0,6}{list}
    {leave}(?!{in}){light you this write text off}*{list}
    {comma question}{light}*{stop}{light}*$
    # if u text me one more time im blocking u · si me vuelven a escribir los bloqueo
    {if}{you}{light}?{write text send pester}<gap>*(?:{me}|{my}{phone}|{this}{phone})<gap>*{more}
    {if}{me}{light}{0,3}{write send pester}
    {not}{me}{want}{get}<gap>{0,2}{news}
    # bajale con los mensajitos · no way, lose my number · Para de mandarme mensajes
    {revoke remove}<gap>{0,3}{message}
    {lose}{light my you this}{0,2}{phone}
    (?:^|{comma question}){light}*{for}{light}*(?:{write}|{send}|{pester})
    # you guys always texting · why do i keep getting these texts · ughhhh stop sendinggg
    {you why me}{light not}{0,2}{goes_on}{light you}{0,3}{write send pester}
    {you i}{light not}{0,2}{goes_on}{get}<gap>{0,3}{message}
    {cease}<gap>{0,3}{send}<end>
    # I want out of this group · take me off teh list · get my number out of there
    (?!{interested}){want}{off}{1,2}<gap>
    {remove}{me}{light}{0,3}{off list}(?!{light off}*{detail sign})
    {get}{my this}{light}?{phone}{off}{1,2}<gap>
    # I will block this number · bajale con los mensajitos · yo nunca les di mi numero
    {report}{light you this unknown}{0,2}{message phone}
    {remove}{me my phone this light}{1,5}<gap>{1,3}{message}
    {not}{asked}?{light you}?{gave}{asked}?{you light my}{0,2}{phone}
    # quit wasting my minutes · Deseo no recibir más mensajes
    {cease}{light}?{phone}?.?{my}{money}
    {not}{get}{light this}{0,3}{more}
    {this}{light you this off unknown}{0,4}{last}{message text}(?!.*{question})
    # I don't want you texting me · Already told you to stop
    {not}{light}*{want}{light you must}*{text write send pester}{light}?(?:<me_here>)
    {not}.{you}{money}{in}
    (?<!{not}){asked}{you}{other}?{must}{stop}
    # lárguense de mi celular · desist from contacting me · Stop charging me for texts
    {go_away leave}{light}{1,2}{my}?{phone}
    {cease}<near>{0,4}{write send}<near>{0,3}(?:<me_here>|{message}|{this}<end>)
    (?!{let}){cease}<near>{0,4}{message}
    # please take this phone number out of your machine · I don't want these texts · I would be grateful if you
    # stopped writing to me.
    {remove}<near>{0,6}(?:{my}{phone}|{phone}|{me})<near>{0,4}(?:{off}(?!{light off}*{detail sign})|{list}|{message}
      + )
    {not}<gap>{0,3}{want asked}<near>{0,6}{message}
    (?<!{i unknown other}){removed ended}<near>{0,3}(?:{write}|{message})
    # si siguen escribiéndome llamo a la policía · mensajes no por favor · don't add me to any list
    (?!{keep}){goes_on}{light you}{0,2}{write send pester}{me}
    (?:^|{comma}){light}*{message}{light}*{no}{light}*(?=$|{comma})
    {not}{light}*{me}?{light}*{add}{me}?{!comma question cause}{0,4}{message list this}
    # voy a cambiar de numero, borren este · take my name off your list · retiro mi consentimiento
    {phone}{!question}*{remove}{this light them}
    {remove}{light my}*{detail}{light off in you write this}*{list message}
    {revoke remove}{light my you}*{consent}
    # Consent revoked · i do not consent to this · yo no me inscribí a esto
    {consent}{light}*{revoke}
    {not}{light you must unknown gave give my}{0,4}{consent}
    {not}{light you me did must}*{asked}{light you must in it me}*(?:{this}(?=$|{comma light this})|{message}|{get})
    # este no es el número de Ana · este no es el número de Ana · STOP this number is not Maria's
    {this}{not}{light unknown}{1,2}{phone}
    {this}{no}{light}{light}?{phone}
    {this}{phone}{light}{not}
    # Maria doesn't have this phone anymore · a este numero no por favor · Se equivocaron de número
    {not}{must}?{this}{phone}
    {this}{phone}{light}?{not}{light}
    {mistook}{light you}*{phone}
    # turn off these messages · messages off · knock it off already
    {turn}{light you this my message it news}{0,4}{off}(?:<end>|{light you this my}*{message news})
    (?:^|{comma}){light text my}*{message news}{light}*{off}{light}*(?=$|{comma})
    {cease turn}{this it}{off}
    # stop s-comm updates · prefiero no recibir mensajes · I'd prefer not to get these
    {cease}{unknown}?{cause}{message news}
    {no no_longer}{get}<gap>*{message this}
    {want}{light must}*{not}{light must}*{get}<gap>*(?:{message}|{this}|{more})
    # I want no further contact · no quiero nada de ustedes · How did you get this number? Take it off your list.
    {want}{light must}*{not}{light must}*{write text}
    {not}{want}{this}{light off}*{you}
    {remove get}{this it}{off}{light you this unknown}*{list message}
    # me podrian borrar de su lista · get this spam off my phone · Wrong number, please remove
    {remove}{light this it}{0,3}{you}{list}
    {get}{!comma question cause other}{0,3}{off}{light you this my}*{list message phone text}
    {phone}{!question}*{comma question}{light}*{remove lose}(?:$|{comma light this it them})
    # Text me again and I'll sue · no insistan más por favor · mi esposo ya no quiere mensajes
    (?:{text}|{write}){me}{more}{and}
    {not}<gap>{0,3}{pester}{light}*{more}
    {other}{light says}*{not}{wants}{!comma question}*(?:{message}|{get}|{me})
    # nadie quiere sus mensajes · My daughter is 12. Do not text her again. · do not text my wife's phone
    {not}{light other}*{wants}<gap>*{message}
    {not}{text}{my other unknown}{0,3}{more}
    {not}{light you}*{write text}{my}.?{phone}
    # tramiten mi baja por favor · baja del servicio · Fuera de mi teléfono
    {my it}{baja}{light}*(?=$|{comma})
    {baja}{light}*{off}?{light you}*{message list news}
    (?:^|{comma}){light}*{off}{light}{my}{phone}
    # Remove phone number · do not save my number · quiten las noticias
    {remove}{light my you this}*{phone}{phone}?(?=$|{comma question}|{light})
    {not}{light asked want you}*{keep}{my this}{phone}
    {remove}{light you}*{news}
    # ya no quiero las noticias · I don't want updates anymore · don't want updates
    (?:{not}{light you want}*{more}|{no_longer}{want})<gap>*{news}
    {not}{want}<gap>*{news}{!question}*{more}
    ^{i}?{not}{want}{light}*{news}$
    # no updates please · pls no more txt from u · deja de mandarme mensajes
    (?:^|{comma}){light}*{not}{more}?{light this}*{news}{light}?(?=$|{comma})
    (?:^|{comma}){light you unknown}?{not}{light my}*{message text}{light}*(?:{off}{you})?(?=$|{comma})
    {let}<gap>{0,2}{write send}
    # No more of these please · no more txt msgs · off the list please
    {no}{more}{light}{0,2}{this}(?=$|{comma}|{light})
    {not}{more}{text}?{message}
    (?:^|{comma}){light}*{off}{light you this it}*{list}
    # como me quito de la lista · Have me removed from the list · Count me out of the texts
    {leave i_cancel}(?!{in}){off}?{light this}*{list}
    {removed}{off}<gap>*{list message text}
    {me}{off}{you}?{light unknown}*{message}
    # my phone memory is full bc of ur texts, stop sending pls
    {not}{light you}*{send}{them}{must}{me}
    {cease}<gap>{0,3}{send}{light}{0,3}<end>
    (?<!{i other}){not}{unknown}{write}(?={light}*(?:{more}|{this}{phone}|{my}{phone}|{me}))
    # Me pueden quitar de la lista? · I'm on the do not call registry · My mother passed away, please remove her
    # number
    {me}{must}{remove}{light it}*(?:{list}|{off}(?!{light}*{cause other unknown detail}))
    {not}{pester}{list}
    {remove}{other}{phone}
    # que ya no me llegue nada · quisiera que me quitaran · sáquenme por favorcito
    {not}{me}{get}{light this}
    {want}{light}{me}{remove}(?=$|{comma}|{light})
    (?:^|{comma question}){light}*{remove}{hanging_me}(?=$|{comma question light you})(?!{light you this unknown}*
      + {sign detail cause other})
"""
