"""三比一争, from the command line: hands over to `pipeline.cli`. What it can do: uv run run.py --help."""

from pipeline.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
