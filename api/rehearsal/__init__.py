"""Plays a campaign against a running line: invented phones and accounts that text it as the providers would."""
