"""What is known of the service: settings, its frames, its failures, the words it sends. Values only, for everybody."""
