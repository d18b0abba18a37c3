"""GitHub as an office meets it: the gate on pull requests, generated files, previews, the doctor."""
