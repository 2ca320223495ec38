"""The models of customers: who they are, what they are worth, whether they stay, what fits them."""
