"""Every language that is spoken: one petition in all of them, the main path in each, and what a new one needs."""
