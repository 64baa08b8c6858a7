"""How much a consolidated month costs above its floor: `uv run benchmarks/consolidate.py`; see month.py."""

if __name__ == "__main__":  # worker processes load this file too, and need nothing of it
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the project is run from its folder
    from benchmarks.month import main

    main()
