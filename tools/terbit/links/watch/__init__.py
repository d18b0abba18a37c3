"""What is known of outside links from check to check, and what follows from it."""
