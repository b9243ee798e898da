"""From the network to data/official/fetched/."""
