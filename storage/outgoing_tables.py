"""The schema of what leaves on its own: who may decide it, what was decided, and what became of each message.

No address, name or text of a person stands in any row in the clear. The words of a broadcast do: they are public.
Deliveries name a contact by its random id, so that erasing the contact cuts the link.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, SmallInteger, Table, Text, text

from storage.tables import metadata

#: A table whose rows change in place finds room in their own page for it (PostgreSQL's HOT updates).
_ROOM = {"fillfactor": 70}
#: Chunks that are not done; said word for word, so that the small index answers.
OPEN_CHUNKS = text("state < 2")
#: `deliveries.state` of what may or may not have left; said word for word, so that the small index answers.
UNCERTAIN_ROWS = text("state = 6")

#: Who may draft, approve and answer; told in the audit record by name.
organizers = Table(
    "organizers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    #: "owner", "organizer", "approver" or "viewer".
    Column("role", Text, nullable=False),
    #: Keyed index of the registered address (as `contacts.key`), and channel and address, sealed.
    Column("contact", LargeBinary(16), nullable=False, unique=True),
    Column("address", LargeBinary, nullable=False),
    #: 0 once removed: the row stays, since deeds name it.
    Column("active", SmallInteger, nullable=False),
    #: Epoch seconds.
    Column("added", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)

#: The audit record: every deed of an organizer, append-only, each row chained to the one before.
audit_record = Table(
    "audit_record",
    metadata,
    #: From 1, without a gap.
    Column("number", Integer, primary_key=True, autoincrement=False),
    #: Epoch seconds.
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    #: A verb in the past tense, as "approved", and what it was done to, as "broadcast 3".
    Column("deed", Text, nullable=False),
    Column("subject", Text, nullable=False),
    #: JSON; names no signer.
    Column("details", Text, nullable=False),
    #: SHA-256 over the hash of the row before and all of this row.
    Column("hash", LargeBinary(32), nullable=False),
)

#: A broadcast: one text for each language to those who asked for updates, from its draft to its end.
broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Integer, primary_key=True),
    #: Null = to whoever asked for updates of any petition of the organization.
    Column("petition", ForeignKey("petitions.id")),
    #: "draft", "sending", "paused", "done" or "canceled".
    Column("state", Text, nullable=False),
    #: JSON: language to text; and the filter of the audience (`storage.audience`).
    Column("texts", Text, nullable=False),
    Column("audience", Text, nullable=False),
    #: SHA-256, hexadecimal, over petition, texts and filter: what a test and an approval are about.
    Column("hash", Text, nullable=False),
    Column("author", ForeignKey("organizers.id")),
    #: Epoch seconds, as are all times here.
    Column("drafted", BigInteger, nullable=False),
    #: The hash that was last tested; that was approved, by whom, for how many and at which cost (micro-dollars).
    Column("tested", Text),
    Column("approved", Text),
    Column("approved_at", BigInteger),
    Column("approver", ForeignKey("organizers.id")),
    Column("count", Integer),
    Column("cost", BigInteger),
    #: No consent after this one is taken into the audience; frozen at the approval.
    Column("last_consent", BigInteger),
    #: Not before; null = at once.
    Column("send_at", BigInteger),
    #: The audience is written up to this consent; and all of it.
    Column("frozen_to", BigInteger, nullable=False, server_default="0"),
    Column("frozen", SmallInteger, nullable=False, server_default="0"),
    Column("chunks", Integer, nullable=False, server_default="0"),
    #: Why it is paused, in plain words; "" when somebody paused it, and while it is not.
    Column("reason", Text, nullable=False, server_default=""),
    Column("started", BigInteger),
    Column("ended", BigInteger),
    sqlite_autoincrement=True,
)

#: The code that completes an approval from the approver's own phone: ten minutes, one use.
approvals = Table(
    "approvals",
    metadata,
    Column("broadcast", ForeignKey("broadcasts.id"), primary_key=True),
    Column("approver", ForeignKey("organizers.id"), primary_key=True),
    #: Keyed hash of the digits, empty once they were taken, and what they approve: the broadcast's hash (empty once it
    #: was edited), how many people, at which cost, by consents up to which.
    Column("code", LargeBinary(16), nullable=False),
    Column("hash", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("cost", BigInteger, nullable=False),
    Column("last_consent", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    #: Wrong codes so far.
    Column("missed", SmallInteger, nullable=False, server_default="0"),
)

#: A few hundred deliveries of one broadcast on one channel, worked on by one worker at a time; sums of what became of
#: them, so that progress is read from here.
chunks = Table(
    "chunks",
    metadata,
    Column("broadcast", ForeignKey("broadcasts.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("channel", Text, nullable=False),
    #: 0 waiting, 1 worked on, 2 done.
    Column("state", SmallInteger, nullable=False, server_default="0"),
    #: Nothing is due before (epoch seconds).
    Column("due", BigInteger, nullable=False, server_default="0"),
    #: Random, of whoever works on it; and when it was last heard of (epoch seconds).
    Column("worker", LargeBinary(16)),
    Column("beat", BigInteger, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False),
    Column("sent", Integer, nullable=False, server_default="0"),
    Column("refused", Integer, nullable=False, server_default="0"),
    Column("gone", Integer, nullable=False, server_default="0"),
    Column("not_sent", Integer, nullable=False, server_default="0"),
    Column("uncertain", Integer, nullable=False, server_default="0"),
    #: Of those sent, by status report: arrived, and failed.
    Column("delivered", Integer, nullable=False, server_default="0"),
    Column("failed", Integer, nullable=False, server_default="0"),
    Index("chunks_open", "broadcast", "number", sqlite_where=OPEN_CHUNKS, postgresql_where=OPEN_CHUNKS),
    sqlite_with_rowid=False,
    postgresql_with=_ROOM,
)

#: One broadcast to one contact. Claimed in the order of `place` within its chunk.
deliveries = Table(
    "deliveries",
    metadata,
    Column("broadcast", ForeignKey("broadcasts.id"), primary_key=True),
    Column("chunk", Integer, primary_key=True),
    Column("place", SmallInteger, primary_key=True),
    #: The contact's random id; null once it is erased or long done.
    Column("contact", LargeBinary(16)),
    Column("language", Text, nullable=False),
    #: First three digits of the ZIP, copied from the consent; "" = unknown.
    Column("area", Text, nullable=False),
    #: 0 waiting, 1 claimed, 2 sent, 3 refused, 4 gone, 5 not sent, 6 uncertain.
    Column("state", SmallInteger, nullable=False, server_default="0"),
    #: Not before (epoch seconds): held by quiet hours, or put off.
    Column("due", BigInteger, nullable=False, server_default="0"),
    #: When it was claimed (epoch seconds).
    Column("claimed", BigInteger),
    #: Rank of the last status report (`storage.status_reports`), and why it was not sent or did not arrive.
    Column("report", SmallInteger, nullable=False, server_default="0"),
    Column("why", Text, nullable=False, server_default=""),
    Index("deliveries_contact", "contact"),
    Index("deliveries_uncertain", "broadcast", "chunk", sqlite_where=UNCERTAIN_ROWS, postgresql_where=UNCERTAIN_ROWS),
    sqlite_with_rowid=False,
    postgresql_with=_ROOM,
)

#: When a sender may send next, for all workers together: one row per bot, Twilio number or service.
allowances = Table(
    "allowances",
    metadata,
    #: As "telegram", "sms" or "whatsapp".
    Column("sender", Text, primary_key=True),
    #: The next free slot (epoch microseconds of the database's clock).
    Column("next_slot", BigInteger, nullable=False),
    postgresql_with=_ROOM,
)

#: What left in a day by a sender, for daily and monthly limits: raised when it is claimed.
usage = Table(
    "usage",
    metadata,
    Column("sender", Text, primary_key=True),
    #: Days since 1970, UTC.
    Column("day", Integer, primary_key=True),
    Column("segments", Integer, nullable=False),
    #: Micro-dollars.
    Column("cost", BigInteger, nullable=False),
    sqlite_with_rowid=False,
    postgresql_with=_ROOM,
)

#: Messages to one person that leave on their own: tests and codes, organizers' words, late answers, the one reminder.
outbox = Table(
    "outbox",
    metadata,
    Column("number", Integer, primary_key=True),
    #: Random; what text and address are bound to.
    Column("id", LargeBinary(16), nullable=False),
    #: What it is, and what goes first: 0 code or test, 1 a person's words, 2 late answer, 3 reminder.
    Column("kind", SmallInteger, nullable=False),
    Column("channel", Text, nullable=False),
    #: Keyed index of the address; null once nothing more can become of the message.
    Column("contact", LargeBinary(16)),
    #: Sealed; both are emptied once it is known what became of the message.
    Column("address", LargeBinary),
    Column("words", LargeBinary),
    Column("language", Text, nullable=False),
    #: Not before, and not after (epoch seconds).
    Column("due", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    #: As `deliveries.state`.
    Column("state", SmallInteger, nullable=False, server_default="0"),
    Column("worker", LargeBinary(16)),
    Column("claimed", BigInteger),
    Column("report", SmallInteger, nullable=False, server_default="0"),
    Column("why", Text, nullable=False, server_default=""),
    Index("outbox_contact", "contact"),
    Index("outbox_waiting", "channel", "state", "due"),
    sqlite_autoincrement=True,
    postgresql_with=_ROOM,
)

#: A conversation that a person answers.
cases = Table(
    "cases",
    metadata,
    Column("number", Integer, primary_key=True),
    #: Keyed index of the address, and channel and address, sealed; both null once it is closed.
    Column("contact", LargeBinary(16)),
    Column("address", LargeBinary),
    Column("channel", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("petition", ForeignKey("petitions.id")),
    #: "misunderstood", "asked" or "worried".
    Column("reason", Text, nullable=False),
    #: 1 while it is open.
    Column("open", SmallInteger, nullable=False),
    #: Epoch seconds: when it began, and the last word of either side.
    Column("opened", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Index("cases_contact", "contact"),
    sqlite_autoincrement=True,
)

#: What was said in an open case; gone when it closes.
case_words = Table(
    "case_words",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("case_number", ForeignKey("cases.number"), nullable=False),
    #: "" = the person, else the organizer's name.
    Column("who", Text, nullable=False),
    #: Random; what the words are bound to.
    Column("id", LargeBinary(16), nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("case_words_case", "case_number"),
    sqlite_autoincrement=True,
)
