#!/bin/sh
# The real programs that the tests drive: install what is missing where that is allowed, and say
# what stays missing. Tests that need a missing program are skipped by name.
set -u
. "$(dirname "$0")/debian.sh"

missing=
need() { # need PACKAGE COMMAND...: the command fails where the package is missing
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}
has_cjk() { fc-list :lang=zh-cn family | grep -q .; }
has_carlito() { fc-list family | grep -q Carlito; }

check_all() {
    missing=
    need libreoffice-calc command -v soffice
    need libreoffice-writer command -v lowriter
    need python3-uno /usr/bin/python3 -c 'import uno'
    need gnumeric command -v ssconvert
    need nodejs command -v node
    need npm command -v npm
    need chromium command -v chromium
    need poppler-utils command -v pdftotext
    need fontconfig command -v fc-list
    need fonts-noto-cjk has_cjk
    need fonts-crosextra-carlito has_carlito
}

check_all
if [ -n "$missing" ]; then
    echo "Installing for the tests:$missing"
    # shellcheck disable=SC2086
    install_packages $missing || echo "They could not be installed here."
    check_all
fi
if [ -n "$missing" ]; then
    echo "Missing, the tests that need them are skipped:$missing"
    echo "On Debian and Ubuntu: apt-get install$missing"
fi
exit 0
