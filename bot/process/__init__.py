"""What this process knows of its machine: its sign of life, its disk, its open files, its logins."""
