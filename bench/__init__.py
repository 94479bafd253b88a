"""What is measured, each figure beside what it is compared to: `make bench`, or `python -m bench.NAME`."""
