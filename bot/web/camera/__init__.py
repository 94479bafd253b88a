"""The candidate's camera page."""
