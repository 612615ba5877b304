"""The commands, in the order of the data's way. They call the rooms below and print; they compute nothing."""
