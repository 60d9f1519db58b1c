"""Performance as ratios."""
