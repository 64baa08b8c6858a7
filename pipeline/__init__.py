"""A month of 三比一争: templates out, workbooks in, checked, merged, scored, published."""

__version__ = "0.1.0"
