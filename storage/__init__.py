"""Memory: the only package that speaks SQL and holds keys."""
