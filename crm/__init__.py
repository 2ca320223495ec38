"""The customer store and the business rules of the shop."""
