"""Published issues of the notice, and the papers of the stages after them."""
