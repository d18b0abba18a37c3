"""The body of a text as rules look at it: as the page that readers will see, and as the prose on it."""
