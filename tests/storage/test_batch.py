"""What a transaction makes of the turns that wait together."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from conversations import Channel, Fact, Heard, State, Turn
from storage import Store, Transaction, counts, import_petition
from storage.batch import Batch
from storage.retention import forget_all
from storage.sealing import FieldKey, NotOurs, place_of
from storage.tables import answers, consents, contacts, metadata, petition_versions, signatures
from tests.storage.conftest import NOW, petition

ANA, LUZ = "+13125550142", "+13125550143"
_ids = itertools.count(1)


def heard(address: str, message: str | None = None) -> Heard:
    return Heard(message or f"SM{next(_ids):032d}", Channel.SMS, address, text="1")


def signed(slug: str = "lamps", name: str = "Ana López") -> Fact:
    details = {"petition": slug, "name": name, "postcode": "60608", "show_name": False, "code": "K7F2QX"}
    return Fact("signed", {**details, "source": "flyer7", "language": "es"})


def turn(*facts: Fact, state: State | None = None) -> Turn:
    return Turn(state or State(language="es", petition="lamps"), (), facts)


def play(tx: Transaction, turns: Iterable[tuple[Heard, Turn]]) -> list[str]:
    """Play turns in one batch; tells which were new and which were answered before."""
    turns = list(turns)
    batch = Batch(tx, [one for one, _ in turns], NOW, counts(tx))
    told = []
    for number, (one, what) in enumerate(turns):
        if batch.answered(one):
            told.append(f"again {batch.answer_to(one)!r}")
            continue
        batch.keep(one, what, f"answer {number}".encode())
        told.append("new")
    batch.write()
    return told


def tally(tx: Transaction) -> tuple[dict[str, int], int]:
    """The kept counts beside the signatures that are there: they must agree."""
    return counts(tx), tx.connection.scalar(select(func.count()).select_from(signatures)) or 0


def known_of(tx: Transaction, address: str) -> tuple[State, set[str]]:
    contact = Batch(tx, [one := heard(address)], NOW, counts(tx)).contact(one)
    return contact.state, set(contact.signatures)


def test_a_signature_counts_once_and_is_found_again(store: Store) -> None:
    store.write_now(lambda tx: play(tx, [(heard(ANA), turn(signed()))]))
    assert store.read_now(tally) == ({"lamps": 1, "library": 0}, 1)
    store.write_now(lambda tx: play(tx, [(heard(ANA), turn(signed()))]))
    assert store.read_now(tally) == ({"lamps": 1, "library": 0}, 1)
    found = store.write_now(lambda tx: Batch(tx, [one := heard(ANA)], NOW, {}).contact(one)).signatures["lamps"]
    assert (found.name, found.postcode, found.code, found.signed_on) == ("Ana López", "60608", "K7F2QX", NOW.date())


def test_who_signed_has_signed_in_whichever_way_the_number_is_written(store: Store) -> None:
    written = ("+525512345678", "+5215512345678")
    assert store.write_now(lambda tx: play(tx, [(heard(one), turn(signed())) for one in written])) == ["new", "new"]
    assert store.read_now(tally) == ({"lamps": 1, "library": 0}, 1)
    assert [store.write_now(lambda tx, one=one: known_of(tx, one))[1] for one in written] == [{"lamps"}] * 2


def test_a_message_delivered_again_gets_its_answer_and_changes_nothing(store: Store) -> None:
    one = heard(ANA)
    assert store.write_now(lambda tx: play(tx, [(one, turn(signed()))])) == ["new"]
    assert store.write_now(lambda tx: play(tx, [(one, turn(Fact("unsigned", {"petition": "lamps"})))])) == [
        "again b'answer 0'"
    ]
    assert store.read_now(tally) == ({"lamps": 1, "library": 0}, 1)


def test_a_message_twice_in_one_batch_is_one_message(store: Store) -> None:
    one = heard(ANA)
    told = store.write_now(lambda tx: play(tx, [(one, turn(signed())), (one, turn(signed()))]))
    assert told == ["new", "again b'answer 0'"]
    assert store.read_now(tally) == ({"lamps": 1, "library": 0}, 1)


def test_the_same_id_on_two_channels_is_two_messages(store: Store) -> None:
    by_sms, by_telegram = heard(ANA, "7"), Heard("7", Channel.TELEGRAM, "4711")
    assert store.write_now(lambda tx: play(tx, [(by_sms, turn()), (by_telegram, turn())])) == ["new", "new"]


def test_turns_of_one_sender_apply_in_order_within_a_batch(store: Store) -> None:
    off = Fact("unsigned", {"petition": "lamps"})
    batch = [(heard(ANA), turn(signed())), (heard(ANA), turn(off)), (heard(ANA), turn(signed(name="Ana L.")))]
    store.write_now(lambda tx: play(tx, [*batch, (heard(LUZ), turn(signed("library")))]))
    assert store.read_now(tally) == ({"lamps": 1, "library": 1}, 2)
    store.write_now(
        lambda tx: play(tx, [(heard(ANA), turn(off)), (heard(ANA), turn(signed())), (heard(ANA), turn(off))])
    )
    assert store.read_now(tally) == ({"lamps": 0, "library": 1}, 1)


@pytest.mark.parametrize("together", [True, False])
def test_sign_and_delete_ten_times_leaves_nothing(store: Store, together: bool) -> None:
    turns = [
        (heard(ANA), what)
        for _ in range(10)
        for what in (turn(signed()), turn(Fact("erased"), state=State(heard_at=1)))
    ]
    for batch in [turns] if together else [[one] for one in turns]:
        store.write_now(lambda tx, batch=batch: play(tx, batch))
    assert store.read_now(tally) == ({"lamps": 0, "library": 0}, 0)
    assert store.read_now(lambda tx: tx.connection.scalar(select(func.count()).select_from(contacts))) == 0


@pytest.mark.parametrize("together", [True, False])
def test_delete_empties_all_answers_but_its_own_and_cuts_the_consents(store: Store, together: bool) -> None:
    joined = Fact(
        "joined_updates",
        {"petition": "lamps", "wording": "joined 1", "language": "es", "how": "word", "source": "", "area": "606"},
    )
    first, second, last = heard(ANA), heard(ANA), heard(ANA)
    other = heard(LUZ)
    turns = [
        (other, turn(joined)),
        (first, turn(signed())),
        (second, turn(joined)),
        (last, turn(Fact("erased"), state=State())),
    ]
    for batch in [turns] if together else [[one] for one in turns]:
        store.write_now(lambda tx, batch=batch: play(tx, batch))

    def look(tx: Transaction) -> None:
        assert play(tx, [(first, turn()), (second, turn())]) == ["again None", "again None"]
        kept = play(tx, [(last, turn()), (other, turn())])
        assert kept == (["again b'answer 3'", "again b'answer 0'"] if together else ["again b'answer 0'"] * 2)
        words = tx.connection.execute(select(consents).order_by(consents.c.id)).all()
        assert [word.message is None for word in words] == [False, True]
        assert words[1].contact not in {row.id for row in tx.connection.execute(select(contacts))}

    store.write_now(look)


@pytest.mark.parametrize("together", [True, False])
def test_delete_takes_off_every_signature_of_the_contact_and_no_other(store: Store, together: bool) -> None:
    erased = (heard(ANA), turn(Fact("erased"), state=State()))
    turns = [(heard(ANA), turn(signed(slug))) for slug in ("lamps", "library")]
    turns += [(heard(LUZ), turn(signed(slug))) for slug in ("lamps", "library")]
    for batch in [[*turns, erased]] if together else [[one] for one in (*turns, erased)]:
        store.write_now(lambda tx, batch=batch: play(tx, batch))
    assert store.read_now(tally) == ({"lamps": 1, "library": 1}, 2)
    assert store.write_now(lambda tx: known_of(tx, ANA)) == (State(), set())
    assert store.write_now(lambda tx: known_of(tx, LUZ))[1] == {"lamps", "library"}


def test_only_the_answer_that_says_erased_outlives_the_next_delete(store: Store) -> None:
    erased, last = turn(Fact("erased"), state=State()), heard(ANA)
    first, between = heard(ANA), heard(ANA)
    store.write_now(lambda tx: play(tx, [(first, erased), (between, turn(signed()))]))
    store.write_now(lambda tx: play(tx, [(last, erased)]))
    told = store.write_now(lambda tx: play(tx, [(first, turn()), (between, turn()), (last, turn())]))
    assert told == ["again b'answer 0'", "again None", "again b'answer 0'"]


@pytest.mark.parametrize("together", [True, False])
def test_after_delete_no_value_in_any_table_opens_an_answer(store: Store, together: bool) -> None:
    joined = {"petition": "lamps", "wording": "joined 1", "language": "es", "how": "word", "source": "", "area": "606"}
    turns = [
        (heard(ANA), turn(signed())),
        (heard(ANA), turn(Fact("joined_updates", joined))),
        (heard(ANA), turn(Fact("erased"), state=State())),
    ]
    for batch in [turns] if together else [[one] for one in turns]:
        store.write_now(lambda tx, batch=batch: play(tx, batch))

    def look(tx: Transaction) -> list[bytes]:
        rows = [row for table in metadata.sorted_tables for row in tx.connection.execute(select(table))]
        secrets = {bytes(value) for row in rows for value in row if isinstance(value, bytes)}
        kept = tx.connection.execute(select(answers)).all()
        assert len(kept) == 3
        keys = [tx.keys.field, *map(tx.keys.field.bound_to, secrets)]
        return [opened for row in kept for key in keys if (opened := _opened(key, row.answer, row.message)) is not None]

    # The one that says "erased", which outlives the contact, and none of the others.
    assert len(store.read_now(look)) == 1


def _opened(key: FieldKey, sealed: bytes, message: bytes) -> bytes | None:
    try:
        return key.open(sealed, place_of(b"answers.answer", message))
    except NotOurs:
        return None


def test_a_forgotten_talk_takes_the_proofs_of_its_consents_along(store: Store) -> None:
    joined = {"petition": "lamps", "wording": "joined 1", "language": "es", "how": "word", "source": "", "area": "606"}
    store.write_now(lambda tx: play(tx, [(heard(ANA), turn(Fact("joined_updates", joined)))]))
    store.write_now(
        lambda tx: play(tx, [(heard(ANA), turn(Fact("left_updates", {"petition": "lamps", "how": "word"})))])
    )
    proofs = select(func.count()).select_from(consents).where(consents.c.message.is_not(None))
    assert store.read_now(lambda tx: tx.connection.scalar(proofs)) == 2
    store.write_now(lambda tx: forget_all(tx, NOW + timedelta(days=7)))
    assert store.read_now(lambda tx: tx.connection.scalar(proofs)) == 0


def test_the_rows_hold_what_the_turn_said(store: Store) -> None:
    joined = {"petition": "lamps", "wording": "w1", "language": "en", "how": "tap", "source": "flyer7", "area": "606"}
    store.write_now(lambda tx: play(tx, [(heard(ANA), turn(signed(), Fact("joined_updates", joined)))]))
    left = Fact("left_updates", {"petition": "", "how": "sentence"})
    store.write_now(lambda tx: play(tx, [(heard(ANA), turn(left))]))

    def look(tx: Transaction) -> None:
        row = tx.connection.execute(select(signatures)).one()
        assert (row.petition, row.version) == (tx.shelf.ids["lamps"], tx.shelf.versions["lamps"])
        assert (row.channel, row.language, row.source, row.place) == ("sms", "es", "flyer7", 1)
        first, second = tx.connection.execute(select(consents).order_by(consents.c.id)).all()
        assert (first.petition, first.given, first.wording, first.language) == (row.petition, 1, "w1", "en")
        assert (first.channel, first.how, first.source, first.area) == ("sms", "tap", "flyer7", "606")
        assert (second.petition, second.given, second.how, second.language) == (None, 0, "sentence", "es")
        assert first.contact == second.contact

    store.read_now(look)


def test_a_signature_keeps_the_version_that_it_signed(store: Store) -> None:
    store.write_now(lambda tx: play(tx, [(heard(ANA), turn(signed()))]))
    store.write_now(lambda tx: import_petition(tx, petition("lamps", "LAMPS", "FAROS", version="2"), NOW))
    store.write_now(lambda tx: play(tx, [(heard(LUZ), turn(signed()))]))
    versions = select(petition_versions.c.hash).join(signatures, signatures.c.version == petition_versions.c.id)
    assert sorted(store.read_now(lambda tx: tx.connection.scalars(versions).all())) == ["1", "2"]


def test_stop_survives_delete_as_a_keyed_entry_without_an_address(store: Store) -> None:
    store.write_now(lambda tx: play(tx, [(heard(ANA), turn(signed()))]))
    stopped = State(stopped=True)
    store.write_now(lambda tx: play(tx, [(heard(ANA), turn(Fact("erased"), state=stopped))]))
    assert store.write_now(lambda tx: known_of(tx, ANA)) == (stopped, set())
    assert store.read_now(lambda tx: tx.connection.execute(select(contacts)).one().address) is None


def test_edited_details_replace_the_old_ones_and_keep_the_code(store: Store) -> None:
    store.write_now(lambda tx: play(tx, [(heard(ANA), turn(signed()))]))
    edit = Fact("edited", {"petition": "lamps", "name": "Ana María", "postcode": "", "show_name": True})
    store.write_now(lambda tx: play(tx, [(heard(ANA), turn(edit))]))
    found = store.write_now(lambda tx: Batch(tx, [one := heard(ANA)], NOW, {}).contact(one)).signatures["lamps"]
    assert (found.name, found.postcode, found.show_name, found.code) == ("Ana María", "", True, "K7F2QX")
    assert store.read_now(tally) == ({"lamps": 1, "library": 0}, 1)


def test_a_state_that_cannot_be_read_is_as_new(store: Store) -> None:
    store.write_now(lambda tx: play(tx, [(heard(ANA), turn())]))
    store.write_now(lambda tx: tx.connection.execute(contacts.update().values(state=b"broken")))
    assert store.write_now(lambda tx: known_of(tx, ANA)) == (State(), set())


def test_an_unknown_fact_fails_and_keeps_nothing(store: Store) -> None:
    with pytest.raises(KeyError):
        store.write_now(lambda tx: play(tx, [(heard(ANA), turn(signed())), (heard(LUZ), turn(Fact("flew")))]))
    assert store.read_now(tally) == ({"lamps": 0, "library": 0}, 0)


def test_a_talk_is_forgotten_after_a_week_and_an_answer_after_two_days(store: Store) -> None:
    one = heard(ANA)
    store.write_now(lambda tx: play(tx, [(one, turn(signed())), (heard(LUZ), turn(state=State(stopped=True)))]))
    assert store.write_now(lambda tx: forget_all(tx, NOW + timedelta(hours=47))) == {"answers": 0, "talks": 0}
    assert store.write_now(lambda tx: forget_all(tx, NOW + timedelta(hours=48))) == {"answers": 2, "talks": 0}
    assert store.write_now(lambda tx: known_of(tx, ANA)[0]).petition == "lamps"
    assert store.write_now(lambda tx: forget_all(tx, NOW + timedelta(days=7))) == {"answers": 0, "talks": 2}
    assert store.write_now(lambda tx: known_of(tx, ANA)) == (State(), {"lamps"})
    assert store.write_now(lambda tx: known_of(tx, LUZ)) == (State(stopped=True), set())
    assert store.write_now(lambda tx: forget_all(tx, NOW + timedelta(days=30))) == {"answers": 0, "talks": 0}


def test_wanted_updates_keep_the_address_and_only_that(store: Store) -> None:
    state = State(language="es", petition="lamps", answers={"name": "Ana"}, updates=("lamps",), heard_at=5)
    store.write_now(lambda tx: play(tx, [(heard(ANA), turn(state=state))]))
    store.write_now(lambda tx: forget_all(tx, NOW + timedelta(days=7)))
    assert store.write_now(lambda tx: known_of(tx, ANA)[0]) == State(language="es", updates=("lamps",))
    assert store.read_now(lambda tx: tx.connection.execute(select(contacts)).one().address) is not None


def test_no_row_of_a_signature_or_answer_names_anybody(store: Store, tmp_path) -> None:
    one = heard(ANA)
    store.write_now(lambda tx: play(tx, [(one, turn(signed()))]))

    def look(tx: Transaction) -> None:
        signature = tx.connection.execute(select(signatures)).one()
        contact = tx.connection.execute(select(contacts)).one()
        assert tx.connection.execute(select(answers)).one().expires == signature.hour + 48
        assert bytes(contact.id) not in signature
        assert bytes(contact.key) not in signature
        assert signature.person != contact.key

    store.read_now(look)
    kept = store.read_now(everything)
    if files := list(tmp_path.iterdir()):
        kept += b"".join(file.read_bytes() for file in files)
    assert len(kept) > 1_000
    for secret in (ANA, ANA[1:], "López", "Ana L", "K7F2QX", "60608", one.id, "answer 0"):
        assert secret.encode() not in kept


def everything(tx: Transaction) -> bytes:
    """Every value of every row of every table, as bytes."""
    values = [
        value for table in metadata.sorted_tables for row in tx.connection.execute(select(table)) for value in row
    ]
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in values)
