"""What this process knows of its machine: its heartbeat, its disk, its open files, its starts."""
