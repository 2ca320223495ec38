"""What is known of each customer as of a date: one set of expressions for DuckDB and Spark."""
