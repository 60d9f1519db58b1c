"""Number formats: what a cell shows of the value that it stores; :mod:`.showing` is the way in."""
