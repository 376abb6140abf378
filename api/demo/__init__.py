"""The browser simulator: a phone and a Telegram chat on the real webhooks. Only in demo mode."""

from api.demo.app import create_demo_app
from api.demo.home import NotADemo

__all__ = ["NotADemo", "create_demo_app"]
