"""One publisher per module: the publisher's bytes in, cells as printed out. Opens no socket."""
