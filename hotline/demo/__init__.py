"""The demonstration: one command that fills an empty house with work and serves it."""
