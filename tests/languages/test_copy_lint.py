"""`undersigned copy lint` names what is missing for a language, all at once, and finds nothing to say against ours."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api import page_words
from api.__main__ import app
from conversations.copy_lint import Flaw, clashes, flaws_in
from conversations.language_files import DIRECTORY, LANGUAGE_FILES
from conversations.plain_words import plain
from conversations.reading_level import HARD, reading_of, too_hard
from tests.languages.right_to_left import ARABIC


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A language in the making: Portuguese under another code."""
    folder = tmp_path_factory.mktemp("making")
    shutil.copy(DIRECTORY / "pt.po", folder / "xx.po")
    told = (DIRECTORY / "pt.toml").read_text(encoding="utf-8")
    told = told.replace("POR=português", "XXX=xaxa").replace("Português", "Xaxa")
    (folder / "xx.toml").write_text(re.sub(r'called = """.*?"""', 'called = "xxx"', told, flags=re.DOTALL), "utf-8")
    shutil.copy(page_words.DIRECTORY / "pt.toml", folder / "xx.pages.toml")
    return folder


def problems(folder: Path) -> list[str]:
    return [flaw.problem for flaw in flaws_in(folder) if flaw.language == "xx" and not flaw.warning]


def changed(copied: Path, folder: Path, name: str, change: Callable[[str], str]) -> list[str]:
    """What is said when one file is changed."""
    for file in copied.iterdir():
        shutil.copy(file, folder / file.name)
    before = (folder / name).read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    (folder / name).write_text(after, encoding="utf-8")
    return problems(folder)


def phrase(key: str, words: str) -> Callable[[str], str]:
    """Say something else under a key."""
    return lambda po: re.sub(rf'(msgid "{re.escape(key)}"\nmsgstr )".*"', lambda found: f'{found[1]}"{words}"', po)


def test_nothing_is_wrong_with_the_languages_that_are_spoken() -> None:
    assert [flaw for flaw in flaws_in() if not flaw.warning] == []
    assert all(not list(page_words.flaws_of_words(page_words.DIRECTORY / f"{one}.toml")) for one in LANGUAGE_FILES)


def test_a_language_in_the_making_that_lacks_nothing_has_no_flaws(copied: Path) -> None:
    assert problems(copied) == []


@pytest.mark.parametrize(
    ("key", "words", "said"),
    [
        ("sms.kept_data", "", "'sms.kept_data' in 'xx': has no finished words"),
        ("sms.person_plain", "Escreva a {contacto}.", "{contact} is not in every language"),
        ("sms.kept_data", "Não mudou nada. " * 9, "takes 3 segments at worst (144 UCS-2 units, forced by ã)"),
        ("sms.kept_data", "Envie PARE.", "advertises PARE, which a provider takes for itself"),
        ("sms.kept_data", "Envie BANANA.", "tells people to send BANANA, which is not understood"),
        ("telegram.kept_data", "<b>Certo", "leaves <b> open"),
        ("whatsapp.deleted", "a" * 1025, "takes 1025 letters at worst"),
    ],
)
def test_a_phrase_is_named_with_what_is_wrong(copied: Path, tmp_path: Path, key: str, words: str, said: str) -> None:
    assert any(said in problem for problem in changed(copied, tmp_path, "xx.po", phrase(key, words)))


def test_each_missing_phrase_is_named_at_once(copied: Path, tmp_path: Path) -> None:
    found = changed(copied, tmp_path, "xx.po", lambda po: po.replace('msgid "sms.k', 'msgid "sms.other.k'))
    assert sum("is missing" in problem for problem in found) == 2
    assert sum("is in no base catalogue" in problem for problem in found) == 2


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('join = "receber"', "", "commands.join is missing"),
        ('join = "receber"', 'jion = "receber"', "commands.jion is not known"),
        ('join = "receber"', 'join = "assinar"', "'assinar' means join, and sign in 'pt'"),
        ('join = "receber"', 'join = "kreyol"', "'kreyol' means join, and the language ht in 'ht'"),
        ('join = "receber"', 'join = "parar"', "'parar' (join) ends all messages"),
        ('join = "receber"', 'join = "dos"', "'dos' (join) is a number"),
        ('join = "receber"', 'join = "RECEBER"', "is not written plain: 'receber'"),
        ('day = "{day} de {month}"', "", "can't be read: KeyError('day')"),
        ("[commands]", "[commands", "can't be read: TOMLDecodeError"),
    ],
)
def test_a_word_is_named_with_what_is_wrong(copied: Path, tmp_path: Path, before: str, after: str, said: str) -> None:
    found = changed(copied, tmp_path, "xx.toml", lambda told: told.replace(before, after, 1))
    assert any(said in problem for problem in found), found


def test_a_page_s_words_are_held_beside_those_of_english(copied: Path, tmp_path: Path) -> None:
    file = tmp_path / "xx.pages.toml"
    words = (copied / "xx.pages.toml").read_text(encoding="utf-8")
    file.write_text(words.replace("skip =", "skipp =").replace("{credit}", "{credits}").replace("@{bot}", "@{bot"))
    found = list(page_words.flaws_of_words(file))
    assert "xx.pages.toml: skip is missing" in found
    assert "xx.pages.toml: skipp is not known" in found
    assert "xx.pages.toml: photo_by: {credit} is not in every language" in found
    assert sum("open_bot" in problem or "qr_telegram" in problem for problem in found) == 2


def test_the_command_names_the_files_that_are_missing_and_ends_with_one() -> None:
    result = CliRunner().invoke(app, ["copy", "lint", str(ARABIC)])
    assert result.exit_code == 1
    assert "fail  ar: ar.toml is missing" in result.stdout
    assert "fail  ar: phrase 'sms.receipt' in 'ar': is missing" in result.stdout
    assert "ar.pages.toml" not in result.stdout


def test_the_command_says_the_same_as_data_and_warnings_alone_end_well() -> None:
    result = CliRunner().invoke(app, ["copy", "lint", "--json"])
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert told
    assert all(set(one) == {"language", "problem", "warning"} and one["warning"] for one in told)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["copy", "lint", str(tmp_path / "none")]).exit_code == 2


def test_no_word_of_any_language_means_two_things() -> None:
    assert [flaw for flaw in clashes(LANGUAGE_FILES) if not flaw.warning] == []


def test_every_language_has_its_own_short_word() -> None:
    words = [plain(spoken.word) for spoken in LANGUAGE_FILES.values()]
    assert len(set(words)) == len(words)


def test_hard_words_are_only_a_warning() -> None:
    easy = "Text your name. We keep it private. You can take it back at any time, and it is free."
    hard = "Notwithstanding aforementioned considerations, participants acknowledge administrative responsibilities."
    assert too_hard(easy) is None
    assert reading_of(easy).lix < 30
    assert (
        too_hard(hard * 2) == f"is hard to read (LIX {reading_of(hard * 2).lix:.0f}): shorter words, shorter sentences"
    )
    assert reading_of(hard * 2).lix > HARD
    assert too_hard("and " * 26) == "has a sentence of 26 words"
    assert too_hard("Unverständlichkeitsvermutung") is None
    assert reading_of("{name} 60608!").lix == 1.0
    assert reading_of("60608").lix == 0
    assert Flaw("xx", "…").warning is False
