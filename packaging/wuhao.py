"""The program ``wuhao`` of the bundle."""

from wuhao_batch.cli.commands import main

main()
