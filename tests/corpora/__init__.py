"""The proof on real archives: `python -m tests.corpora FOLDER` (`make corpora CORPORA=FOLDER`).

Nothing here imports the adopter: what it did is judged from the source files and from what HTTP serves.
"""
