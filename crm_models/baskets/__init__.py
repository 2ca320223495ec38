"""What is bought together: frequent itemsets and the rules between their items."""
