"""What is said, tried without any clock, network or database."""
