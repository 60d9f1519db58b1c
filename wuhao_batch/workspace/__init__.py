"""The folders of one assessment, and how files get there safely."""
