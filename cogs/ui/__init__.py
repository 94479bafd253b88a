"""What every command shares: components that survive a restart, permissions, errors, groups."""
