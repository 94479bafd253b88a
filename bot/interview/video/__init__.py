"""What a camera adds to an interview by voice. Pure."""
