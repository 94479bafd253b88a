"""Discord's channels of messages as the place of an interview."""
