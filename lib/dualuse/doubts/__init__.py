"""What if a figure, a reading, a print or a transcription were otherwise? No verdict needs what is in here."""
