"""Scripts that rebuild what the repository ships."""
