"""Pure: cells, merging a submission, who owns a name, the assignment with its files."""
