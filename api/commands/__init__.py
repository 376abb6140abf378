"""The `undersigned` command, one file per noun."""
