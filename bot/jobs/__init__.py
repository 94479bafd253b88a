"""What must happen although nobody asks for it: retention and deletions, every hour."""
