"""Memory: the only package that speaks SQL and holds keys."""

import storage.outgoing_tables  # noqa: F401  # so that the metadata is whole
from storage.dialects import UnknownDatabase
from storage.marks import is_demo, is_demo_file, mark_as_demo
from storage.master_key import MasterKey, MasterKeyProblem
from storage.petitions import KeywordTaken, UnknownPetition, all_petitions, counts, import_petition, set_state
from storage.schema import SchemaAhead, SchemaBehind, upgrade
from storage.serving_lock import AlreadyServing
from storage.store import NOT_OPENED, Store, Transaction
from storage.unavailable import StoreUnavailable

__all__ = [
    "NOT_OPENED",
    "AlreadyServing",
    "KeywordTaken",
    "MasterKey",
    "MasterKeyProblem",
    "SchemaAhead",
    "SchemaBehind",
    "Store",
    "StoreUnavailable",
    "Transaction",
    "UnknownDatabase",
    "UnknownPetition",
    "all_petitions",
    "counts",
    "import_petition",
    "is_demo",
    "is_demo_file",
    "mark_as_demo",
    "set_state",
    "upgrade",
]
