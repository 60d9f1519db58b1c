"""One module for each kind of rule in 计分明细; :mod:`.kinds` lists them."""
