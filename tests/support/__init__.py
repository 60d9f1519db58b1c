"""What tests share: drawing, filling, faults on purpose, other programs, another scorer."""
