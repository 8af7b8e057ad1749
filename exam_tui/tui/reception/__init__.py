"""The reception desk: several customers at once, as on the real workbench."""
