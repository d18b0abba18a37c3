"""Reporting: figures out of records, and the monthly report out of figures."""
