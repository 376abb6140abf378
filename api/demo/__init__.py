"""The browser simulator: a phone and a Telegram chat on the real webhooks. Only in demo mode."""
