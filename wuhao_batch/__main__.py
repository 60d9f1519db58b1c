"""``python -m wuhao_batch``."""

from wuhao_batch.cli.commands import main

if __name__ == "__main__":
    main()
