"""What next, and whom to ask."""
