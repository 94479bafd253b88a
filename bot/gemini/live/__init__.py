"""One session that outlives its sockets, in text or by voice. Pure: time is an argument."""
