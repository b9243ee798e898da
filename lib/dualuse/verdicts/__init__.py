"""What a claim says against what the evidence allows."""
