"""`python -m terbit`: the same as the command `terbit`."""

from terbit.cli import main

main()
