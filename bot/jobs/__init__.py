"""What must happen although nobody asks for it."""
