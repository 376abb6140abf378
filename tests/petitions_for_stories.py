"""The petitions of every story in `tests/transcripts`, and the line on which they live: the same at every level.

Open: put-s-comm-on-ice (SCOMM / CARTA), safe-crossing (CROSS / CRUCE), clean-water (WATER / AGUA: ZIP required, the
target gets initials), warm-coats (COATS in both languages: asks for no ZIP). Closed with an outcome: library-hours
(BOOKS / LIBROS). Not yet open: night-bus (BUS / CAMION). Paused: rent-cap (RENT / RENTA). A draft: quiet-park (PARK /
PARQUE).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from conversations import Petition, Petitions, PetitionText
from conversations.petition import CarriedOver
from conversations.petition_file import version_of

NUMBER = "+13125550100"
BOT = "UndersignedBot"
WHATSAPP = "+13125550177"
#: When a story begins, unless its header says otherwise.
BEGINS = datetime(2026, 5, 3, 17, 0, tzinfo=UTC)
#: Receipt codes, in the order in which signatures come.
CODES = ("K7F2QX", "M4T9PW", "H3R8CN", "W6J5XD", "P9K2VT", "C8N4MH", "T5X7RJ", "D2W6QK", "R4H9PF", "X3M8TC")


def _petition(slug: str, english: PetitionText, spanish: PetitionText, **rest: Any) -> Petition:
    settings: dict[str, Any] = {
        "organization": "Juniper Street Parents",
        "short_name": "Juniper Parents",
        "contact": "parents@example.org",
        "targets": ("Fairbrook City Council",),
        "goal": 500,
        "opens": datetime(2026, 1, 1, tzinfo=UTC),
    }
    petition = Petition(slug=slug, texts={"en": english, "es": spanish}, **(settings | rest))
    return replace(petition, version=version_of(petition))


SCOMM = _petition(
    "put-s-comm-on-ice",
    PetitionText(
        "SCOMM",
        "Put S-Comm on ICE!",
        "S-Comm",
        "Tell Pres. Obama & DHS to pause and investigate S-Comm deportations.",
        "NDLON asks President Obama and Secretary Napolitano to investigate S-Comm at once, and to stop it until then.",
        "To President Obama and Secretary Napolitano: please investigate the program called S-Comm, and put it "
        "on hold.\n\n"
        "In a local jail, fingerprints are checked for immigration status. People who were never charged with anything "
        "can be deported. Norma, of San Francisco, called the police after her husband beat her. Both were arrested, "
        "and she was placed in deportation proceedings.\n\n"
        "Places that wanted to leave the program were told different things by federal officials. The Governor of "
        "Illinois ended his state's contract. Lawmakers have called for an investigation.\n\n"
        "We are parents, neighbors and coworkers. When calling the police can end in deportation, fewer people "
        "call, and "
        "everybody is less safe. We want a town in which a woman who is beaten can ask for help, and in which a worker "
        "who is robbed can be a witness.\n\n"
        "We ask for two things only: an honest investigation, and no more S-Comm until it is done.\n\n"
        "Listen to them, and to us. Investigate S-Comm. Put it on ice.",
    ),
    PetitionText(
        "CARTA",
        "Alto a S-Comm",
        "S-Comm",
        "Pide a Obama que frene e investigue las deportaciones de S-Comm.",
        "NDLON pide al presidente Obama y a la secretaria Napolitano que investiguen S-Comm ya, y que lo frenen "
        "mientras "
        "tanto.",
        "Al presidente Obama y a la secretaria Napolitano: investiguen el programa llamado S-Comm, y frénenlo.\n\n"
        "En la cárcel local se revisan las huellas para conocer el estatus migratorio. Hasta personas sin ningún cargo "
        "pueden ser deportadas. Norma, de San Francisco, llamó a la policía porque su esposo la golpeó. "
        "Arrestaron a los "
        "dos, y a ella le abrieron un proceso de deportación.\n\n"
        "A los lugares que querían salir del programa, los funcionarios federales les dijeron cosas distintas. El "
        "gobernador de Illinois terminó el contrato de su estado. Varios legisladores piden una investigación.\n\n"
        "Somos madres, padres, vecinos y compañeros de trabajo. Cuando llamar a la policía puede terminar en una "
        "deportación, menos gente llama y todos estamos menos seguros. Queremos un pueblo donde una mujer "
        "golpeada pueda "
        "pedir ayuda, y donde un trabajador asaltado pueda ser testigo.\n\n"
        "Pedimos solo dos cosas: que se investigue con la verdad por delante, y que el programa no siga "
        "mientras tanto.\n\n"
        "Escúchenlos a ellos y escúchennos a nosotros. Investiguen S-Comm. Pónganle un alto.",
    ),
    organization="National Day Laborer Organizing Network",
    short_name="NDLON",
    contact="help@example.org",
    targets=("President Barack Obama", "Secretary Janet Napolitano"),
    goal=7500,
    carried_over=CarriedOver(6212, "an earlier web petition", date(2011, 6, 1)),
)
CROSSING = _petition(
    "safe-crossing",
    PetitionText(
        "CROSS",
        "A safe school crossing",
        "Crossing",
        "Ask Fairbrook to put a traffic light at Juniper Street School.",
        "Four hundred children cross four lanes to reach their school. The parents ask for a traffic light.",
        "To the city council: four hundred children cross Juniper Street every day. Please put a traffic light there.",
    ),
    PetitionText(
        "CRUCE",
        "Un cruce seguro",
        "Cruce seguro",
        "Pide a Fairbrook que ponga luces en el cruce de la escuela Juniper.",
        "Cuatrocientos niños cruzan cuatro carriles para llegar a la escuela. Las familias piden un semáforo.",
        "Al consejo municipal: cuatrocientos niños cruzan la calle Juniper todos los días. Pongan ahí un semáforo.",
    ),
)
WATER = _petition(
    "clean-water",
    PetitionText(
        "WATER",
        "Clean water for Fairbrook",
        "Clean Water",
        "Ask the county to replace the lead pipes under Fairbrook this year.",
        "The pipes under Fairbrook hold lead. We ask the county to replace them this year, street by street.",
        "To the county board: the pipes under our streets hold lead. Replace them this year, and tell us the order.",
    ),
    PetitionText(
        "AGUA",
        "Agua limpia en Fairbrook",
        "Agua limpia",
        "Pide al condado que cambie este año los tubos de plomo de Fairbrook.",
        "Los tubos de Fairbrook tienen plomo. Pedimos al condado que los cambie este año, calle por calle.",
        "A la junta del condado: los tubos de nuestras calles tienen plomo. Cámbienlos este año y digan en qué orden.",
    ),
    postcode="required",
    privacy="initials",
)
COATS = _petition(
    "warm-coats",
    PetitionText(
        "COATS",
        "Warm coats at work",
        "Warm Coats",
        "Ask the Fairbrook freezer plant to give every worker a warm coat.",
        "People work at minus ten in the freezer plant of Fairbrook. They ask for warm coats.",
        "To the plant: give every worker a warm coat, and time to dry it.",
    ),
    PetitionText(
        "COATS",
        "Abrigos en el trabajo",
        "Abrigos",
        "Pide a la planta de Fairbrook que entregue un abrigo a cada persona.",
        "En la planta de Fairbrook se trabaja a menos diez grados. Pedimos abrigos.",
        "A la planta: entreguen un abrigo a cada persona, y tiempo para secarlo.",
    ),
    postcode="no",
)
LIBRARY = _petition(
    "library-hours",
    PetitionText(
        "BOOKS",
        "Open the library Sundays",
        "Library",
        "Ask Fairbrook to open its library on Sundays.",
        "Children need a warm place to read on Sundays. We ask Fairbrook to open the library.",
        "To the city council: please open the library on Sundays.",
        outcome="The council voted for it: open Sundays from April.",
    ),
    PetitionText(
        "LIBROS",
        "Biblioteca los domingos",
        "Biblioteca",
        "Pide a Fairbrook que abra su biblioteca los domingos.",
        "Los niños necesitan un lugar para leer los domingos. Pedimos que abra la biblioteca.",
        "Al consejo municipal: abran la biblioteca los domingos.",
        outcome="El consejo dijo que sí: abre los domingos desde abril.",
    ),
    closes=datetime(2026, 4, 1, tzinfo=UTC),
)
NIGHT_BUS = _petition(
    "night-bus",
    PetitionText(
        "BUS",
        "A night bus on Route 9",
        "Night Bus",
        "Ask the transit board for a night bus on Route 9.",
        "Night workers walk home for an hour. We ask for a night bus on Route 9.",
        "To the transit board: please run a night bus on Route 9.",
    ),
    PetitionText(
        "CAMION",
        "Un bus de noche, ruta 9",
        "Bus de noche",
        "Pide un bus de noche en la ruta 9.",
        "Quienes trabajan de noche caminan una hora a casa. Pedimos un bus de noche en la ruta 9.",
        "A la junta de transporte: pongan un bus de noche en la ruta 9.",
    ),
    opens=datetime(2026, 6, 1, tzinfo=UTC),
)
RENT = _petition(
    "rent-cap",
    PetitionText(
        "RENT",
        "A cap on rents",
        "Rent Cap",
        "Ask Fairbrook to cap what rents may rise in a year.",
        "Rents rose by a third. We ask Fairbrook for a cap.",
        "To the city council: please cap rents.",
    ),
    PetitionText(
        "RENTA",
        "Un tope a la renta",
        "Renta",
        "Pide a Fairbrook un tope a lo que sube la renta en un año.",
        "La renta subió un tercio. Pedimos a Fairbrook un tope.",
        "Al consejo municipal: pongan un tope a la renta.",
    ),
    state="paused",
)
PARK = _petition(
    "quiet-park",
    PetitionText("PARK", "A quiet park", "Park", "Ask for a quiet park.", "A quiet park.", "A quiet park, please."),
    PetitionText(
        "PARQUE", "Un parque tranquilo", "Parque", "Pide un parque.", "Un parque.", "Un parque tranquilo, por favor."
    ),
    opens=None,
)

PETITIONS = (SCOMM, CROSSING, WATER, COATS, LIBRARY, NIGHT_BUS, RENT, PARK)
#: The line of the stories; nobody has signed yet.
LINE = Petitions(
    all=PETITIONS,
    organization="National Day Laborer Organizing Network",
    default_language="en",
    number=NUMBER,
    bot=BOT,
    whatsapp=WHATSAPP,
    public_url="https://sign.example.org",
)
