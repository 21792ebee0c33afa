"""A genre of printed tables in each module: what its numbers are searched by, what is compared, whether a bulletin comes of it."""
