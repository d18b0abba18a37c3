"""Founding: a new office out of a few answers, without the tool's source, ready for plain git or GitHub."""
