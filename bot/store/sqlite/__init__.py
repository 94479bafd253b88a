"""The SQLite file: opened, locked, backed up."""
