# Sourced: install_packages NAME... from Debian's packages, and run_as_root COMMAND..., as root or
# through sudo without a prompt.
run_as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"
    else sudo -n "$@"
    fi
}
install_packages() {
    command -v apt-get >/dev/null 2>&1 && run_as_root true 2>/dev/null || return 1
    run_as_root apt-get update -qq &&
        run_as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
