"""三比一争: hands over to `pipeline.cli`."""

if __name__ == "__main__":  # worker processes load this file too, and need nothing of it
    from pipeline.cli import main

    raise SystemExit(main())
