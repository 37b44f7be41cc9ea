"""Author's tools: build the notebooks from their bilingual sources, run and check them."""
