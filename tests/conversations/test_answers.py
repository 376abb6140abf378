"""Names and ZIPs as people send them: any order, any script, and what is plainly neither."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.answers import LONGEST_NAME, Details, read_details


@pytest.mark.parametrize(
    "text",
    [
        "Ana Lopez 60608",
        "60608 Ana Lopez",
        "Ana Lopez, 60608",
        "Ana Lopez\n60608",
        "60608\nAna Lopez\n",
        "Ana\nLopez\n60608-1234",
        "  Ana   Lopez   60608  ",
        "Ana Lopez - 60608",
        "60608 - Ana Lopez",
        "Ana Lopez zip 60608",
        "Ana Lopez zip60608",
        "Ana Lopez, ZIP code: 60608.",
        "Ana Lopez código postal 60608",
        "Ana Lopez C.P. 60608",
        "Name: Ana Lopez Zip: 60608",
        "Nombre: Ana Lopez, CP 60608",
        "My name is Ana Lopez and my zip is 60608",
        "my name's Ana Lopez 60608",
        "I'm Ana Lopez 60608",
        "I’m Ana Lopez, 60608",
        "im Ana Lopez 60608",
        "I am Ana Lopez. My zip code is 60608.",
        "This is Ana Lopez 60608",
        "Hi, this is Ana Lopez, 60608",
        "Hello my name is Ana Lopez 60608 thanks",
        "sign me as Ana Lopez 60608",
        "Me llamo Ana Lopez, 60608",
        "me llamo Ana Lopez y mi zip es 60608",
        "Hola, me llamo Ana Lopez. Mi código postal es 60608",
        "Hola soy Ana Lopez 60608",
        "Soy Ana Lopez y mi código es 60608",
        "yo soy Ana Lopez 60608 gracias",
        "Mi nombre es Ana Lopez, 60608",
        "Buenas tardes, mi nombre es Ana Lopez 60608",
        "Ana Lopez 60608 por favor",
        "Ana Lopez is my name, 60608",
        "Ana Lopez ６０６０８",
        "Ana Lopez 60608 😀",
        "✊ Ana Lopez 60608 ✊",
        "Ana\u200b Lopez\u200e 60608",
        "Ana Lopez 1234 S Ashland Ave 60608",
    ],
)
def test_name_and_zip_are_found_in_any_order_and_wording(text: str) -> None:
    assert read_details(text) == Details("Ana Lopez", "60608", None, 0)


@pytest.mark.parametrize(
    "name",
    [
        "Ana",
        "Madonna",
        "Li",
        "Bo",
        "O",
        "José Núñez",
        "María de los Ángeles Guadalupe Hernández Rodríguez de la Cruz",
        "Siobhán O'Neil",
        "D’Angelo Russell",
        "Anne-Marie Saint-Pierre",
        "J. R. Ewing",
        "Martin Luther King, Jr.",
        "Lopez, Ana",
        "李小龙",
        "김연아",
        "山田 太郎",
        "محمد علي",
        "Владимир Ильин",
        "Νίκος Παπαδόπουλος",
        "नरेन्द्र शर्मा",
        "Nguyễn Thị Minh Khai",
        "Ñusta",
        "Will May",
        "Mark Read",
        "Grace Sign",
        "Tell Jenni",
        "Roberto Favor",
        "Money Simpkins",
        "Hope Price",
        "Faith Free",
        "Stopforth",
        "Alto Reed",
        "Ana & Luis Lopez",
        "x" * LONGEST_NAME,
    ],
)
def test_real_names_are_names(name: str) -> None:
    assert read_details(name) == Details(name.rstrip("."), None, None, 0)
    assert read_details(f"{name} 60608").name == name.rstrip(".")


def test_a_name_is_kept_in_composed_form() -> None:
    assert read_details("Jose\u0301 Nu\u0301n\u0303ez").name == "José Núñez"


@pytest.mark.parametrize(
    "text",
    [
        "what is this?",
        "What is this",
        "who are you",
        "I don't understand",
        "i dont understand",
        "I want to sign",
        "how do I sign?",
        "quiero firmar",
        "hola",
        "Hola!",
        "hi",
        "Hello",
        "yes",
        "no",
        "ok",
        "gracias",
        "thank you",
        "¿qué es esto?",
        "que es esto",
        "no entiendo",
        "No sé qué poner",
        "es seguro?",
        "Ana Lopez?",
        "ana@example.org",
        "https://example.org/ana",
        "www.example.org",
        "example.com",
        "<b>Ana</b>",
        "{name}",
        "@ana",
        "#notonemore",
        "😀",
        "!!!",
        "...",
        "",
        "   ",
        "y" * (LONGEST_NAME + 1),
        "stop deporting people",
        "we need this petition",
        "is this free",
        "mi nombre",
        "me llamo",
        "Tell me more",
        "thx",
        "muchas gracias",
        "hola buenas tardes",
        "apoyo",
        "estoy de acuerdo",
        "idk",
        "no se",
        "maybe later",
        "jaja",
        "jajaja",
        "MORE INFO",
        "I'm driving right now - Sent from My Car",
        "Chinga tu madre",
        "si quiero",
        "/language",
        "/idioma Ana",
        "/whatever",
        "im undocumented can i sign",
        "Soy indocumentado",
        "Yo soy indocumentada",
        "im scared",
        "I'm afraid",
        "tengo miedo",
        "soy indocumentado, puedo firmar?",
        "soy mexicano",
        "I'm not sure",
        "remove my name",
        "quita mi nombre",
        "yes please",
        "yes I will",
        "yes I want to sign",
        "si quiero firmar",
        "hello friend",
        "in Pilsen",
    ],
)
def test_what_is_plainly_not_a_name_is_not_taken_for_one(text: str) -> None:
    assert read_details(text) == Details(None, None, "not-a-name", 0)


@pytest.mark.parametrize(
    "text", ["60608", "60608-1234", "zip 60608", "mi código postal es 60608", "60608.", "ZIP: 60608"]
)
def test_a_zip_alone_asks_for_the_name(text: str) -> None:
    assert read_details(text) == Details(None, "60608", "only-postcode", 0)


@pytest.mark.parametrize(
    ("text", "name", "digits"),
    [
        ("6060", None, 4),
        ("606088", None, 6),
        ("zip 6060", None, 4),
        ("Ana Lopez 6060", "Ana Lopez", 4),
        ("606088 Ana Lopez", "Ana Lopez", 6),
        ("312-555-0142", None, 10),
        ("7", None, 1),
        ("Ana 606081234", "Ana", 9),
    ],
)
def test_a_malformed_zip_is_told_with_its_digits(text: str, name: str | None, digits: int) -> None:
    assert read_details(text) == Details(name, None, "postcode-length", digits)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("0", None),
        (" 0 ", None),
        ("0.", None),
        ("no zip", None),
        ("No ZIP code", None),
        ("I don't have a zip", None),
        ("no tengo", None),
        ("No tengo código postal", None),
        ("sin zip", None),
        ("skip", None),
        ("Ana Lopez 0", "Ana Lopez"),
        ("Ana Lopez, no zip", "Ana Lopez"),
        ("Ana Lopez no tengo zip", "Ana Lopez"),
    ],
)
def test_a_zero_or_plain_words_skip_the_zip(text: str, name: str | None) -> None:
    assert read_details(text) == Details(name, "", None, 0)


@pytest.mark.parametrize(
    ("text", "name", "postcode"),
    [
        ("john smith, 60601, chicago", "john smith", "60601"),
        ("60601, john smith, chicago", "john smith, chicago", "60601"),
        ("it is 60608, in Pilsen", None, "60608"),
        ("es 60608, en Pilsen", None, "60608"),
        ("Juan Perez Chicago IL", "Juan Perez Chicago IL", None),
        ("yes John Smith", "John Smith", None),
        ("Yes, John Smith 60608", "John Smith", "60608"),
        ("Hi, John Smith", "John Smith", None),
        ("Hola Ana Lopez", "Ana Lopez", None),
        ("sí, Ana López", "Ana López", None),
        ("si ana lopez", "ana lopez", None),
        ("Si Kahn", "Si Kahn", None),
        ("Si Nguyen 60608", "Si Nguyen", "60608"),
        ("ok Ana 60608", "Ana", "60608"),
        ("buenas noches Maria Lopez", "Maria Lopez", None),
        ("soy de la Cruz", "de la Cruz", None),
        ("Haji Jahi", "Haji Jahi", None),
        ("Quita Brown", "Quita Brown", None),
    ],
)
def test_what_stands_around_a_name_is_no_part_of_it(text: str, name: str | None, postcode: str | None) -> None:
    details = read_details(text)
    assert (details.name, details.postcode) == (name, postcode)


@pytest.mark.parametrize("text", ["606 08", "606-08", "6 0 6 0 8", "60 608", "606.08", "zip 606 08", "Hi 60608"])
def test_five_digits_are_a_zip_however_they_are_parted(text: str) -> None:
    assert read_details(text) == Details(None, "60608", "only-postcode", 0)


@pytest.mark.parametrize("text", ["1=SIGN", "1 firmar", "2=CHANGE", "1. Firmar"])
def test_an_answer_to_the_review_is_no_name(text: str) -> None:
    assert read_details(text).name is None


def test_a_parted_zip_stands_beside_a_name() -> None:
    assert read_details("Ana Lopez 606 01") == Details("Ana Lopez", "60601", None, 0)


@pytest.mark.parametrize("text", ["you dont need it", "I'd rather not say", "prefer not to say", "prefiero no decirlo"])
def test_who_would_rather_not_say_skips_the_zip(text: str) -> None:
    assert read_details(text) == Details(None, "", None, 0)


ANYTHING = st.text(max_size=300) | st.text("Ana López's 06๔٠ -,.?\n\u200b😀李", max_size=60)


@given(ANYTHING)
def test_any_text_gives_details_that_can_be_stored(text: str) -> None:
    details = read_details(text)
    if details.name is not None:
        assert 1 <= len(details.name) <= LONGEST_NAME
        assert details.name == unicodedata.normalize("NFC", details.name).strip()
        assert any(letter.isalpha() for letter in details.name)
        assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "So", "Nd") for letter in details.name)
    assert details.postcode in (None, "") or (details.postcode.isascii() and details.postcode.isdigit())
    assert details.postcode is None or len(details.postcode) in (0, 5)
    assert details.digits > 0 or details.problem != "postcode-length"


NAMES = st.sampled_from(["Ana Lopez", "José Núñez", "O'Neil", "李小龙", "محمد علي", "Anne-Marie"])
ZIPS = st.integers(0, 99999).map("{:05}".format)


@given(NAMES, ZIPS, st.sampled_from([" ", ", ", "\n", " - ", " zip ", ": "]), st.booleans())
def test_order_and_separators_do_not_matter(name: str, postcode: str, between: str, name_first: bool) -> None:
    text = f"{name}{between}{postcode}" if name_first else f"{postcode}{between.replace('zip', '')}{name}"
    assert read_details(text) == Details(name, postcode, None, 0)


@given(NAMES)
def test_a_name_that_was_read_reads_the_same_again(name: str) -> None:
    assert read_details(str(read_details(name).name)).name == name
