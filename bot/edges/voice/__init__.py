"""Discord's voice channels as the place of an interview."""
