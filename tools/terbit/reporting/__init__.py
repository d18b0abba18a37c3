"""Reporting: figures out of records, the monthly report out of figures. People write only what they alone know."""
