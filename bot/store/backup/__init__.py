"""Backups with an end: made by `interview-bot backup`, deleted when their time is over, put back by `restore`."""
