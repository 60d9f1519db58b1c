"""Bytes that came from outside → plain values, whatever they are."""
