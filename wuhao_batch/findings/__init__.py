"""Faults in a user's data: findings as values, and all of their texts."""
