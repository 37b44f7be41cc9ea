"""Build the course as a website, in `book/`, from the committed notebooks; nothing is executed."""
