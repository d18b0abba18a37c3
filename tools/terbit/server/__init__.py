"""The plain-git server: a bare repository whose hook lets nothing unapproved into `main`."""
