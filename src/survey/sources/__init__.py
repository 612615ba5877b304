"""How kinds of files are read: the publisher's bytes in, cells as printed out. Opens no socket."""
