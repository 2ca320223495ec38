"""Groups of customers: how many there are, how firm they are, and what they are in words."""
