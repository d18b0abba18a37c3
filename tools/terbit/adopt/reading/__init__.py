"""What the formats that lie in folders read with: files, front matter, its fields, dates."""
