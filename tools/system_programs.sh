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
has_carlito() { fc-list : family | grep -q Carlito; }

# A bundle without Python carries it as a library, which Debian keeps in a package of its own.
python=.venv/bin/python
test -x "$python" || python=python3
library=lib$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
has_python_library() {
    ls /usr/lib/*/"$library".so.1.0 || ldd "$(readlink -f "$python")" | grep -F "$library.so"
}

check_all() {
    missing=
    need libreoffice-calc command -v soffice
    need libreoffice-writer command -v lowriter
    need python3-uno /usr/bin/python3 -c 'import uno'
    need gnumeric command -v ssconvert
    need nodejs command -v node
    need npm command -v npm
    need chromium command -v chromium
    need firefox-esr command -v firefox-esr
    need poppler-utils command -v pdftotext
    need fontconfig command -v fc-list
    need fonts-noto-cjk has_cjk
    need fonts-crosextra-carlito has_carlito
    need binutils command -v objdump
    need "$library" has_python_library
    need dovecot-imapd test -x /usr/lib/dovecot/imap
}

# Postfix is a mail server that would put itself into the place of another one: only its test
# server is wanted, so the package is unpacked beside the virtual environment and not installed.
SINK=.venv/postfix
unpack_smtp_sink() {
    command -v smtp-sink >/dev/null 2>&1 && return
    test -x "$SINK/usr/sbin/smtp-sink" && return
    folder=$(mktemp -d) || return
    (cd "$folder" && apt-get download -qq postfix >/dev/null 2>&1) &&
        mkdir -p "$SINK" && dpkg-deb -x "$folder"/postfix_*.deb "$SINK"
    rm -rf "$folder"
    test -x "$SINK/usr/sbin/smtp-sink" || echo "smtp-sink could not be had; its tests are skipped."
}

check_all
if [ -n "$missing" ]; then
    echo "Installing for the tests:$missing"
    # shellcheck disable=SC2086
    install_packages $missing || echo "They could not be installed here."
    case "$missing " in  # its service is not wanted, the tests start their own
    *" dovecot-imapd "*) run_as_root systemctl disable --now dovecot.socket dovecot.service >/dev/null 2>&1 ;;
    esac
    check_all
fi
if [ -n "$missing" ]; then
    echo "Missing, the tests that need them are skipped:$missing"
    echo "On Debian and Ubuntu: apt-get install$missing"
fi
unpack_smtp_sink
exit 0
