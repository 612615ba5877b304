"""The only room that uses the network: polite requests, and from a landing page to its file. Parses no table."""
