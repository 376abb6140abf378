"""What people really type, and what the line makes of it."""
