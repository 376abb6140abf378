"""The demo's own parts: where it lives, its clock, and how truly it plays the providers."""
