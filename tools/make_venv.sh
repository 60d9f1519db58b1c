#!/bin/sh
# Make a virtual environment in $1; on Debian, install what venv needs where that is allowed.
set -u
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or newer is needed; found: $("$python" --version 2>&1)" >&2
    exit 1
}
"$python" -m venv "$1" 2>/dev/null && exit 0
rm -rf "$1"
. "$(dirname "$0")/debian.sh"
install_packages python3-venv && "$python" -m venv "$1" && exit 0
rm -rf "$1"
echo "Could not make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv" >&2
exit 1
