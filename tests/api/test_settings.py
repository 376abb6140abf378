"""Settings: read from outside, wrong ones named in one line that shows no value."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.environment import SettingsError, lines_without_effect, look_alikes, read_settings
from api.settings import NAMES, Settings

WRONG = [
    ("DATABASE_URL", "mysql://root:hidden@db/x"),
    ("PUBLIC_URL", "sign.example.org"),
    ("PUBLIC_URL", "https://user:hidden@sign.example.org"),
    ("PUBLIC_URL", "https://sign.example.org/?hidden"),
    ("PUBLIC_URL", "ftp://hidden.example.org"),
    ("DEFAULT_LANGUAGE", "hidden"),
    ("TWILIO_ACCOUNT_SID", "hidden"),
    ("TWILIO_AUTH_TOKEN", "hidden,,"),
    ("TWILIO_FROM", "hidden"),
    ("TWILIO_FROM", "3125550100"),
    ("TWILIO_FROM", "+1312"),
    ("TWILIO_WHATSAPP_FROM", "hidden"),
    ("TWILIO_WHATSAPP_FROM", "72975"),
    ("TWILIO_SENDER", "hidden"),
    ("TWILIO_OPT_OUT", "hidden"),
    ("TWILIO_RATE", "hidden"),
    ("TWILIO_API_URL", "https://hidden.example.org/path"),
    ("TWILIO_MESSAGING_SERVICE_SID", "hidden"),
    ("TELEGRAM_BOT_TOKEN", "hidden"),
    ("TELEGRAM_BOT_USERNAME", "hidden bot"),
    ("TELEGRAM_WEBHOOK_SECRET", "hidden"),
    ("TELEGRAM_WEBHOOK_SECRET", "hidden secret with spaces"),
    ("TELEGRAM_RATE", "-30hidden"),
    ("TELEGRAM_API_URL", "hidden"),
    ("QUIET_HOURS", "hidden"),
    ("TWO_PEOPLE", "hidden"),
    ("SPEND_CAP", "-5hidden"),
    ("SEGMENT_PRICE", "hidden"),
    ("EMERGENCY_LINE", "hidden"),
]


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine that runs the tests is seen by them."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_named_in_one_line_without_being_shown(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        read_settings()
    said = str(refused.value)
    assert name in said
    assert "must be" in said
    assert "\n" not in said
    assert "hidden" not in said
    assert refused.value.__cause__ is refused.value.__context__ is None


def test_every_wrong_value_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWO_PEOPLE", "maybe")
    monkeypatch.setenv("TWILIO_FROM", "1")
    with pytest.raises(SettingsError, match=r"TWILIO_FROM must be .*; TWO_PEOPLE must be 'on' or 'off'\."):
        read_settings()


def test_nothing_set_is_a_start_with_every_channel_off() -> None:
    settings = read_settings()
    assert settings.database_url == "sqlite:///undersigned.db"
    assert settings.sms_lacks == ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM", "PUBLIC_URL")
    assert settings.telegram_webhook_lacks == (
        "TELEGRAM_BOT_TOKEN",
        "TELEGRAM_BOT_USERNAME",
        "TELEGRAM_WEBHOOK_SECRET",
    )


@pytest.mark.parametrize("where", ["environment", "file"])
def test_an_unknown_name_of_ours_is_refused(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if where == "environment":
        monkeypatch.setenv("UNDERSIGNED_KEYS", "x")
    else:
        Path(".env").write_text("UNDERSIGNED_KEYS=x\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"Unknown setting UNDERSIGNED_KEYS \(known: UNDERSIGNED_KEY"):
        read_settings()


def test_the_environment_wins_over_the_file_and_an_empty_value_counts_as_not_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text("ORGANIZATION=File\nTWILIO_FROM=55555\nPUBLIC_URL=\nSOMETHING_ELSE=1\n", encoding="utf-8")
    monkeypatch.setenv("ORGANIZATION", "Environment")
    monkeypatch.setenv("TWILIO_FROM", "")
    settings = read_settings()
    assert settings.organization == "Environment"
    assert settings.twilio_from == "55555"
    assert settings.public_url is None


def test_quiet_hours_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    file = Path("hours.toml")
    text = '[custom]\nweekdays = "09:00-12:00"\nsaturday = ""\nsunday = ""\nunknown = ["America/Chicago"]\n'
    file.write_text(text, encoding="utf-8")
    monkeypatch.setenv("QUIET_HOURS", "hours.toml")
    assert read_settings().quiet_hours == "hours.toml"
    file.write_text(text.replace("-12:00", "-08:00"), encoding="utf-8")
    with pytest.raises(SettingsError, match=r'QUIET_HOURS must be .*: "weekdays" must be a part of the day'):
        read_settings()


def test_a_key_and_a_key_file_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSIGNED_KEY", "11" * 32)
    monkeypatch.setenv("UNDERSIGNED_KEY_FILE", "/run/secrets/key")
    with pytest.raises(SettingsError, match="UNDERSIGNED_KEY and UNDERSIGNED_KEY_FILE are both set"):
        read_settings()


def test_names_that_look_like_a_setting_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TWILIO_AUTH_TOKN", "TELEGRAM_TOKEN", "PUBLIC_URLS", "HOME_OF_SOMETHING"):
        monkeypatch.setenv(name, "x")
    found = look_alikes()
    assert found["TWILIO_AUTH_TOKN"] == "TWILIO_AUTH_TOKEN"
    assert found["PUBLIC_URLS"] == "PUBLIC_URL"
    assert "TELEGRAM_TOKEN" in found
    assert "HOME_OF_SOMETHING" not in found


def test_settings_made_by_hand_never_look_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORGANIZATION", "Environment")
    assert Settings().organization == ""


def test_secrets_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "hidden-one, hidden-two")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123456:" + "hidden" * 6)
    monkeypatch.setenv("UNDERSIGNED_KEY", "hidden" * 11)
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:hidden@db/x")
    settings = read_settings()
    assert "hidden" not in repr(settings) + str(settings)
    assert settings.auth_tokens == ("hidden-one", "hidden-two")


@pytest.mark.parametrize(
    ("number", "told", "sender", "opt_out"),
    [
        ("+13125550100", None, "long-code", "twilio"),
        ("+18335550100", None, "toll-free", "twilio"),
        ("55555", None, "short-code", "ours"),
        ("+13125550100", "10dlc:charity", "10dlc:charity", "twilio"),
    ],
)
def test_the_sender_says_who_answers_stop(number: str, told: str | None, sender: str, opt_out: str) -> None:
    settings = Settings(twilio_from=number, twilio_sender=told)
    assert (settings.sender, settings.opt_out) == (sender, opt_out)
    assert Settings(twilio_from=number, twilio_opt_out="advanced").opt_out == "advanced"


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_file_in_another_encoding_is_named_with_its_line(encoding: str, tmp_path: Path) -> None:
    content = "PUBLIC_URL=https://sign.example.org\n\nORGANIZATION=Organización\n".encode(encoding)
    Path(".env").write_bytes(content)
    with pytest.raises(SettingsError) as refused:
        read_settings()
    line = 3 if encoding == "latin-1" else 1
    assert str(refused.value) == f"{tmp_path / '.env'}, line {line}: not in UTF-8; save the file in that encoding."
    assert refused.value.__cause__ is refused.value.__context__ is None
    assert look_alikes() == {}
    assert all(isinstance(number, int) for number in lines_without_effect())


def test_a_mark_before_the_first_line_belongs_to_no_name() -> None:
    Path(".env").write_bytes(b"\xef\xbb\xbfORGANIZATION=Vecinos\n")
    assert read_settings().organization == "Vecinos"
    assert lines_without_effect() == []


def test_whatsapp_stands_by_itself_and_beside_the_number_that_people_text() -> None:
    account = {"twilio_account_sid": "AC" + "5" * 32, "twilio_auth_token": "a-token-of-twilio"}
    alone = Settings.model_validate(
        {**account, "public_url": "https://sign.example.org", "twilio_whatsapp_from": "whatsapp:+13125550177"}
    )
    assert (alone.whatsapp_lacks, alone.sms_lacks) == ((), ("TWILIO_FROM",))
    assert alone.texted_numbers == ["whatsapp:+13125550177"]
    both = alone.model_copy(update={"twilio_from": "+13125550100"})
    assert both.texted_numbers == ["+13125550100", "whatsapp:+13125550177"]
    assert Settings(twilio_whatsapp_from="+13125550177").texted_numbers == []
