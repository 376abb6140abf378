"""Doors: webhooks, public pages, the `undersigned` command. Composition happens here."""
