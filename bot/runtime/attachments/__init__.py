"""What messages carry: read beside the runner, one message after another."""
