"""The process that asks hosts, through linkchecker. Started by `external.linkchecker`, imported by nothing else.

Linkchecker reads addresses and `robots.txt` and asks; ours are its threads' turns (`lanes`), the connections that it
may open (`transport`), the way along redirects (`address`) and the words for what went wrong (`faults`).
"""
