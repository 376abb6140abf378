"""The simulator and the public pages in a real browser, on a real demo server."""
