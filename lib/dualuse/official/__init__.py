"""What official trade rows say."""
