"""Values → workbooks and pages: what every paper is written with."""
