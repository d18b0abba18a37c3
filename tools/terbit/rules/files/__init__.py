"""What is inside the documents that readers download, looked at without opening or unpacking them."""
