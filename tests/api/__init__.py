"""The doors: settings, webhooks, pages, commands, diagnostics."""
