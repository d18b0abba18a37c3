"""Adopting an existing site: everything comes in as one change, and every file is accounted for."""
