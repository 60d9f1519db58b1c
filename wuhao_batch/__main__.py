"""``python -m wuhao_batch``."""

from wuhao_batch.cli import main

if __name__ == "__main__":
    main()
