"""What was given: figures, claims, statements and words, read and checked."""
