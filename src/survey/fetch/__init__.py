"""The only room with a network: polite requests, and the way from a landing page to a file. Parses no table."""
