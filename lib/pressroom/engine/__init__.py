"""From notebooks to published pages: run, render, publish."""
