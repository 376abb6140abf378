"""The schema: what each row means. No address, name or message text stands in any of them in the clear."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    text,
)

metadata = MetaData()
#: Signatures that count, of the second and later people on one phone; said word for word, so that an index answers.
SAME_PHONE = text("place > 1 AND set_aside IS NULL")
#: Contacts that want updates: few beside those that signed.
WANTS_UPDATES = text("updates IS NOT NULL")

#: One random key, wrapped by another (0 = the master key). Ciphertexts name a key by its number.
wrapped_keys = Table(
    "wrapped_keys",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("wrapped_by", Integer, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("hour", Integer, nullable=False),
)

#: A small fact about this store: the demo mark, the revision of the petitions.
marks = Table(
    "marks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

#: A petition: all of its file but the words.
petitions = Table(
    "petitions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("definition", Text, nullable=False),
    Column("state", Text, nullable=False),
)

#: The words of a petition as they stood at a time; a signature names the version that it signed.
petition_versions = Table(
    "petition_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("petition", ForeignKey("petitions.id"), nullable=False),
    Column("hash", Text, nullable=False),
    Column("texts", Text, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("current", SmallInteger, nullable=False),
    Index("petition_versions_hash", "petition", "hash", unique=True),
)

#: Signatures that count, and those that were set aside after review, per petition and writer lane; moved once per
#: batch, summed when read.
counts = Table(
    "counts",
    metadata,
    Column("petition", ForeignKey("petitions.id"), primary_key=True),
    Column("lane", SmallInteger, primary_key=True),
    Column("signed", Integer, nullable=False),
    Column("set_aside", Integer, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)

#: One address on one channel, found by a keyed index, while a talk is open, updates are wanted or STOP is in force.
contacts = Table(
    "contacts",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    #: Random; what other rows name, so that deleting this row cuts the link.
    Column("id", LargeBinary(16), nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("address", LargeBinary),
    #: The hour after which the talk is forgotten; null = nothing left to forget.
    Column("expires", Integer),
    #: Sealed: with whom this contact is one person (`storage.links`); null for most.
    Column("link", LargeBinary),
    #: 1 while it wants updates, so that it can be found by its id; null else.
    Column("updates", SmallInteger),
    Index("contacts_updates", "id", sqlite_where=WANTS_UPDATES, postgresql_where=WANTS_UPDATES),
    sqlite_with_rowid=False,
)

#: Six digits that make the contact that asked for them one person with the contact that sends them in time.
link_codes = Table(
    "link_codes",
    metadata,
    #: Key of the contact that asked; a new code takes the old one's place.
    Column("contact", LargeBinary(16), primary_key=True),
    #: Keyed hash of the digits.
    Column("code", LargeBinary(16), nullable=False),
    #: Channel and address that asked, sealed.
    Column("whose", LargeBinary, nullable=False),
    #: Epoch seconds.
    Column("expires", BigInteger, nullable=False),
    Index("link_codes_code", "code"),
    sqlite_with_rowid=False,
)

#: How many wrong codes came in an hour, from everybody together; kept for that hour.
missed_link_codes = Table(
    "missed_link_codes",
    metadata,
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("missed", Integer, nullable=False),
    sqlite_with_rowid=False,
)

#: The answer to one heard message, kept 48 hours for redeliveries, under a key that its contact's random id makes: it
#: names no contact, and nobody can read it once the contact is erased.
answers = Table(
    "answers",
    metadata,
    #: Keyed hash of channel and provider's message id.
    Column("message", LargeBinary(16), primary_key=True),
    Column("answer", LargeBinary, nullable=False),
    Column("expires", Integer, nullable=False),
    sqlite_with_rowid=False,
)

#: One person's signature under one petition: no contact, no provider's id, no time finer than the hour.
signatures = Table(
    "signatures",
    metadata,
    #: The address under the petition's own index key; says nothing once that key is destroyed.
    Column("person", LargeBinary(16), primary_key=True),
    Column("petition", ForeignKey("petitions.id"), primary_key=True),
    #: Which signer on one contact, 1 to people_per_phone.
    Column("place", SmallInteger, primary_key=True),
    #: Random; what the details are bound to.
    Column("id", LargeBinary(16), nullable=False),
    Column("version", ForeignKey("petition_versions.id"), nullable=False),
    Column("hour", Integer, nullable=False),
    #: Name, postcode, choice to show the name, receipt code, nonce: sealed under the petition's field key.
    Column("details", LargeBinary, nullable=False),
    Column("channel", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("source", Text, nullable=False),
    #: The block of numbers that it came from, under the key of its day (`storage.number_blocks`); null for what is no
    #: telephone, and after 14 days.
    Column("tag", LargeBinary(16)),
    #: The deed by which it was set aside, so that it does not count; null while it counts.
    Column("set_aside", Integer),
    #: Those that count and are not the first one of their phone: few, and told apart on every page.
    Index("signatures_same_phone", "petition", sqlite_where=SAME_PHONE, postgresql_where=SAME_PHONE),
    sqlite_with_rowid=False,
)

#: The key of a day's tags, sealed; destroyed when the day is over, and in no backup and no copy.
day_keys = Table(
    "day_keys",
    metadata,
    #: Days since 1970, UTC.
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("key", LargeBinary, nullable=False),
)

#: How many signed by telephone in an hour, per petition, block of numbers and writer lane; kept for two days.
block_counts = Table(
    "block_counts",
    metadata,
    Column("hour", Integer, primary_key=True),
    Column("petition", ForeignKey("petitions.id"), primary_key=True),
    Column("tag", LargeBinary(16), primary_key=True),
    Column("lane", SmallInteger, primary_key=True),
    Column("signed", Integer, nullable=False),
    sqlite_with_rowid=False,
)

#: Something for organizers to look at: many signatures of neighbouring numbers in one hour. Kept for 14 days.
flags = Table(
    "flags",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("petition", ForeignKey("petitions.id"), nullable=False),
    Column("hour", Integer, nullable=False),
    #: The first half of the tags of all that it is about.
    Column("prefix", LargeBinary(8), nullable=False),
    #: Signatures in that hour, and those of the largest block among them.
    Column("signed", Integer, nullable=False),
    Column("most", Integer, nullable=False),
    #: The deed that settled it; null while nobody has.
    Column("settled", Integer),
    Index("flags_what", "petition", "hour", "prefix", unique=True),
    sqlite_autoincrement=True,
)

#: What organizers did to signatures: append-only, who and when and why and to how many.
deeds = Table(
    "deeds",
    metadata,
    Column("id", Integer, primary_key=True),
    #: "set aside", "dismissed" or "undone".
    Column("kind", Text, nullable=False),
    Column("petition", ForeignKey("petitions.id"), nullable=False),
    #: The flag that led to it, by number; the flag itself goes after 14 days.
    Column("flag", Integer, nullable=False),
    #: Which signatures, in words; names nobody.
    Column("rule", Text, nullable=False),
    #: The deed that this one undoes.
    Column("undoes", Integer),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    #: Epoch seconds.
    Column("at", BigInteger, nullable=False),
    Column("signatures", Integer, nullable=False),
    sqlite_autoincrement=True,
)

#: The ledger of consents to updates: append-only, the last word holds.
consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    #: The contact's random id; erasing the contact cuts the link.
    Column("contact", LargeBinary(16), nullable=False),
    #: Null = every petition of the organization.
    Column("petition", ForeignKey("petitions.id")),
    Column("given", SmallInteger, nullable=False),
    Column("wording", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("how", Text, nullable=False),
    #: Filters that a broadcast may use, copied here because signature and contact are not linked.
    Column("source", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("hour", Integer, nullable=False),
    #: The provider's message id, sealed; null once erased.
    Column("message", LargeBinary),
    Index("consents_contact", "contact"),
    sqlite_autoincrement=True,
)

#: The card of a petition in a Telegram group or channel, whose count is kept up to date. Says nothing about anybody.
group_cards = Table(
    "group_cards",
    metadata,
    #: Keyed index of the group's id.
    Column("chat_key", LargeBinary(16), primary_key=True),
    Column("petition", ForeignKey("petitions.id"), primary_key=True),
    #: The group's id, sealed.
    Column("chat", LargeBinary, nullable=False),
    #: Telegram's number of the message within its group; null while the card is on its way.
    Column("message", BigInteger),
    Column("language", Text, nullable=False),
    #: Source in the card's link.
    Column("source", Text, nullable=False),
    #: The count that it shows, since when (epoch seconds), and when somebody asked for the card.
    Column("shown", Integer, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("asked", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
