"""Mail out and in: forms to every branch, returns collected. Every step works in folders too."""
