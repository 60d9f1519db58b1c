"""The clerk's pages: a small server on this computer only, over the same jobs as the commands."""
