"""What only the roof can do because it knows all apps: loading a profile, reproducing a published table."""
