"""A district profile: a folder of TOML and CSV, read and checked whole before anything is written. How to write one: docs/profiles.md."""
