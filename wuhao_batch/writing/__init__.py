"""Values → workbooks and pages: the tools that every paper is written with."""
