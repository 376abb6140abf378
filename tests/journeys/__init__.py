"""The whole system: real processes, real HTTP, fake providers."""
