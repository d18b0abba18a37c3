"""Hostile input, one folder a case: whatever is fed to terbit ends in findings or a refusal, never in a failure.

    cases/article/<case>/      index.md, with what lies beside it
    cases/procedure/<case>/    sop.yml
    cases/settings/<case>/     mkdocs.yml
    cases/hugo|jekyll/<case>/  an existing site in the folder site/
    cases/wordpress/<case>/    export.xml
    cases/<other>/<case>/      masukan: the bytes that a target of `targets.py` is given (document, picture, html …)

`expected.txt` holds what is said of it. A file that would be long is written as a recipe: `index.md.recipe` is
`{"before": …, "unit": …, "times": n, "after": …}`. Each case is judged in a process of its own with 20 s of processor
time and 2 GB of address space (`judge.py`); article cases are also built as if no rule had seen them and opened in
Chromium. A new case is a new folder; `python -m tests.hostile.judge --write` writes what is said of it, to be read
before it is committed. What `make fuzz` finds comes
here too, as `found-…`.
"""
