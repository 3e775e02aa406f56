"""The raw tables: what they are, what has landed in them, and how rows get in whole, once and only when new."""
