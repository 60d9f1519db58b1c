"""output/report.html, for the committee."""
