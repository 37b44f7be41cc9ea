"""Build, check and run the chapters."""
