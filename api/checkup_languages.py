"""In which languages petitions can be signed on this line, for `undersigned doctor`: those of the store's petitions."""

from __future__ import annotations

from contextlib import closing

from api.settings import Settings
from conversations.phrases import LANGUAGES
from storage import NOT_OPENED, MasterKey, Store, all_petitions
from storage.schema import revision_of


def languages_of(settings: Settings) -> tuple[str, ...]:
    """Those of the petitions in the store; the line's own language alone where there is nothing to be read.

    Too few are told rather than too many: nobody should come for a language in which nothing can be signed.
    """
    try:
        found = _found(settings)
    except NOT_OPENED:
        found = set()
    return tuple(language for language in LANGUAGES if language in found) or (settings.default_language,)


def _found(settings: Settings) -> set[str]:
    if revision_of(settings.database_url) is None:
        return set()
    master = MasterKey.find(settings.key, settings.undersigned_key_file, settings.database_url)
    with closing(Store.open(settings.database_url, master)) as store:
        return {language for petition in store.read_now(all_petitions) for language in petition.texts}
