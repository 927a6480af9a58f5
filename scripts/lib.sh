# Shared by the scripts beside it: sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# What every build here is held to. SwiftPM leaves the warnings of dependencies alone.
strict=(-Xswiftc -warnings-as-errors --explicit-target-dependency-import-check error)

# Where the packages inside this one are built: one directory for all, so that the library is compiled once.
nested=$root/.build/nested

# Before a package is built there: another's plan would pass for this one's, and nothing would be built.
plan_anew() { rm -f "$nested/debug.yaml"; }

say() { printf '==> %s\n' "$*" >&2; }

die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# install PACKAGE...: Debian packages, through apt. Call it only for what is missing.
install() {
    command -v apt-get >/dev/null ||
        die "this machine has no apt: install what Debian calls \"$*\" by hand, then run this again"
    [ "$(id -u)" = 0 ] || command -v sudo >/dev/null ||
        die "not root and no sudo: run \"apt-get install $*\" as root, then run this again"
    say "installing $*"
    # Once per run. A stale or unreachable index is no failure yet: the packages may be known already.
    [ -n "${apt_is_fresh:-}" ] || as_root apt-get update -qq || true
    apt_is_fresh=yes
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null ||
        die "apt could not install $*"
}

# has_header NAME: whether the C compiler finds it.
has_header() {
    printf '#include <%s>\n' "$1" | clang -fsyntax-only -x c - 2>/dev/null
}

need_swift() {
    command -v swift >/dev/null || die "swift is not on PATH: see https://www.swift.org/install"
}

need_sqlite() {
    has_header sqlite3.h || install libsqlite3-dev
}

need_libpq() {
    has_header libpq-fe.h || has_header postgresql/libpq-fe.h || install libpq-dev
}
