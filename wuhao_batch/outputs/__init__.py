"""The papers of a run, of the feedback and of the status, as values and bytes."""
