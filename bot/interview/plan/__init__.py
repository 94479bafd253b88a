"""What is asked: how a position is written, stored, and in which languages. Pure."""
