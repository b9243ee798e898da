"""What printed figures together allow."""
