"""The demonstration school: a year of workbooks, filled in by hands that slip, told in examples/demo."""
