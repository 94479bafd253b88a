"""Older files become the newest schema, without losing a row."""
