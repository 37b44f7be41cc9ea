"""What becomes of the rows: results, tables, pages, nbgrader's database and notebooks."""
