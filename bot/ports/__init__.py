"""What the interview speaks with the outside: events, posts and small Protocols."""
