"""Units and people (名册) as the district keeps them in a table: out as .xlsx, back in with what changed."""
