"""The same answers another way: nothing here imports the library."""
