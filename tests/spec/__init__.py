"""Our simulators, held against Discord's own description of its API by whoever has that file (`make check-spec`)."""
