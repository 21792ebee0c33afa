"""Tags of the pages of assessment."""
