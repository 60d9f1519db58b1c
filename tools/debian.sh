# Sourced: install_packages NAME... from Debian's packages, as root or through sudo without a prompt.
install_packages() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" -eq 0 ]; then as_root=
    elif sudo -n true 2>/dev/null; then as_root="sudo -n"
    else return 1
    fi
    $as_root apt-get update -qq &&
        $as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
