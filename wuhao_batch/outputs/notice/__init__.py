"""The public notice in its three forms."""
