"""The commonest worries and questions in French: words that tell each, and its patterns (see `worry_words`)."""

from __future__ import annotations

from collections.abc import Mapping

from conversations.plain_words import listed

#: Words of which every text that holds the worry has one, as they are typed: plain, with their apostrophes.
TELLING: Mapping[str, frozenset[str]] = {
    "fear": listed(
        """papiers peur clandestin clandestine immigre immigree immigres migrant migrante etranger etrangere citoyen
        citoyenne citoyennete expulse expulsee expulser m'expulser arrete arretee m'arreter deporte deportee ennuis
        inquiet inquiete irregulier irreguliere d'immigration d'expulsion"""
    ),
    "person": listed("appelez appelez-moi rappelez quelqu'un parler conseiller conseillere humain humaine"),
    "number": listed("numero telephone"),
    "cost": listed("gratuit gratuite gratis combien coute couter payer payant payante facturer"),
    "name_forms": listed("sans initiales prenom anonyme anonymement anonymat pourquoi"),
    "privacy": listed(
        """voir voit verra voient sait saura savoir lit recoit apprendre confidentiel confidentielle prive sur secret
        donnees informations publie publiee affiche affichee vendez partagez danger risque"""
    ),
    "who": listed(
        "arnaque escroquerie vrai serieux robot humain organisation association s'agit derriere fraude piege qui"
    ),
}
PATTERNS: Mapping[str, str] = {
    "fear": (
        r"\b(?:sans|pas de|pas les|besoin de|des|avoir les) papiers\b|^papiers$"
        r"|\b(?:jai|ai|avons|a|avez|fait|ca me fait|par) (?:\w+ )?peur\b|^peur$"
        r"|\b(?:suis|sommes|etes|etre|si) (?:\w+ ){0,2}?(?:clandestine?|immigree?s?|migrante?|etrangere?|irreguliere?"
        r"|inquiete?|sans papiers)\b"
        r"|\b(?:pas|etre|suis) (?:un |une )?citoyen(?:ne)?\b|\b(?:la|sans|avoir) citoyennete\b"
        r"|\b(?:d?etre|m|me faire) ?(?:expuls|arret|deport)(?:er?|ee)\b|\bpeur dexpulsion\b"
        r"|\b(?:des|avoir|aurai|aura|attirer) (?:\w+ )?ennuis\b|\bstatut dimmigration\b"
    ),
    "person": (
        r"^(?:sil vous plait |bonjour |pouvez vous )*(?:r?appelez moi|mappeler|me rappeler)(?: s ?il vous plait"
        r"| merci)*$"
        r"|\b(?:une? (?:vraie? )?)(?:conseillere?|humaine?)\b"
    ),
    "number": (
        r"\b(?:comment|ou) (?:\w+ ){0,4}?(?:eu|obtenu|trouve|pris|recu) (?:mon|ce) (?:numero|telephone)\b"
        r"|\b(?:eu|obtenu|trouve|pris) mon numero (?:ou|comment)\b|\bdou (?:vient|sort|tenez vous) mon numero\b"
        r"|\bqui vous a donne mon\b"
    ),
    "cost": (
        r"\bgratuite?$|\b(?:est ce|cest|est) gratuit\b|\bcombien (?:\w+ )?(?:coute|cest|faut)\b|\bcombien$"
        r"|\b(?:ca|cela|il|elle) (?:va )?(?:me )?coute[r]?\b|\b(?:cest|est ce|est) payante?\b"
        r"|\b(?:je dois|faut il|il faut|faut|dois je|doit on|on doit) payer\b|\bme facturer\b"
    ),
    "name_forms": (
        r"\bsans (?:\w+ ){0,3}?(?:nom|prenom)\b|\b(?:juste|seulement|que|avec|rien que) (?:\w+ )?(?:initiales|prenom)\b"
        r"|^(?:mes |les )?initiales$|^(?:mon )?prenom seulement$|^anonyme(?:ment)?$"
        r"|\b(?:rester|signer|etre|reste|suis) (?:\w+ )?anonyme(?:ment)?\b"
        r"|\bpourquoi (?:\w+ ){0,4}?(?:mon|le) (?:vrai )?nom\b"
    ),
    "privacy": (
        r"\bqui (?:\w+ ){0,2}?(?:voir|voit|verra|lit|recoit|sait|saura) (?:mon|ma|mes|ca|cela|qui)\b"
        r"|\b(?:patron|patronne|employeur|chef|proprietaire|limmigration|immigration|la police|le gouvernement|letat"
        r"|ice"
        r"|les autorites) (?:\w+ ){0,4}?(?:voir|voit|verra|voient|sait|saura|savoir|apprendre)\b"
        r"|\b(?:est ce|cest) (?:\w+ ){0,2}?(?:confidentiel|prive|securise|secret|sans (?:danger|risque))\b"
        r"|\best ce (?:que cest )?sur\b|\bcest sur de signer\b|\b(?:faites|fait on|ferez)(?: vous)? (?:de|avec) mes\b"
        r"|\bmon nom (?:\w+ )?(?:publie|affiche|montre|visible)\b"
        r"|\b(?:vendez|partagez)(?: vous)? (?:mon|mes)\b"
    ),
    "who": (
        r"^(?:cest|ce) qui\b|\b(?:cest|est ce|est) (?:\w+ ){0,2}?(?:arnaque|escroquerie|fraude|piege|vrai|serieux"
        r"|robot)\b|^arnaque$"
        r"|\betes vous (?:\w+ )?(?:robot|humaine?|reels?|vrais?|une organisation)\b|\bquelle (?:organisation"
        r"|association)\b"
        r"|\bde quoi sagit il\b|\bqui est derriere\b|\b(?:un|vous etes un) robot$"
    ),
}
