"""Each branch's own form sent back with its faults marked, and the letter beside it."""
