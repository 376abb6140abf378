"""Ears and mouth: the only package that knows a provider."""
