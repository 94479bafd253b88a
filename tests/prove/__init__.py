"""Proof by removal: each cure can be taken out by one line, and then the test that it was made for must fail.

A cure that nothing misses when it is gone may never have worked. The lines stand in `removals/*.toml`; `make prove`
takes out one after another in a copy of the project and runs the tests that are named beside it. `make test` sees to it
that every line is still there, exactly once, and every test as well.
"""
