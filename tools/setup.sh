#!/bin/sh
# Sets up what `make` needs: the virtual environment from a lock file with hashes, and Debian's packages for the tests
# that drive a browser, an SSH server and a validator of HTML. Says in one line what is missing and what to do about it.
set -eu

stop() { echo "terbit: $*" >&2; exit 2; }

need_tools() {
    python=${PYTHON:-python3}
    command -v "$python" >/dev/null || stop "Python is missing; install Python 3.11 or newer (Debian: apt install python3 python3-venv)"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        stop "$("$python" --version) is too old; Python 3.11 or newer is needed (PYTHON=/path/to/python3.12 make …)"
    "$python" -c 'import venv, ensurepip' 2>/dev/null || stop "Python's venv is missing (Debian: apt install python3-venv)"
    command -v git >/dev/null || stop "git is missing; install git 2.38 or newer"
    version=$(git version | sed 's/[^0-9]*\([0-9]*\)\.\([0-9]*\).*/\1 \2/')
    major=${version% *} minor=${version#* }
    [ "$major" -gt 2 ] || { [ "$major" -eq 2 ] && [ "$minor" -ge 38 ]; } ||
        stop "git $major.$minor is too old; git 2.38 or newer is needed (merge-tree --write-tree)"
    command -v ssh-keygen >/dev/null || stop "ssh-keygen is missing; install OpenSSH's client (Debian: apt install openssh-client)"
}

environment() { # $1: lock file, $2: the marker that make watches
    need_tools
    [ -x .venv/bin/python ] || "$python" -m venv .venv
    echo "terbit: setting up .venv from $1 (about a minute, once)"
    log=$(mktemp)
    if ! .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r "$1" >"$log" 2>&1 ||
        ! .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . >>"$log" 2>&1; then
        tail -n 15 "$log" >&2
        rm -f "$log"
        stop "the packages in $1 could not be installed; the lines above are pip's"
    fi
    rm -f "$log"
    touch .venv/.ready "$2"
}

debian() { # $1: a program, $2: its package. Prints one line when the program cannot be had.
    command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] && return 0
    if command -v apt-get >/dev/null; then
        if [ "$(id -u)" -eq 0 ]; then as_root=; else as_root="sudo -n"; fi
        echo "terbit: installing $2 from Debian's packages"
        if { $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$2"; } >/dev/null 2>&1; then
            return 0
        fi
    fi
    echo "terbit: $2 is not here and could not be installed: the tests that need $1 will be skipped"
    [ -z "${CI:-}" ] || exit 1 # CI skips nothing
}

npm_packages() { # What tests need of npm, checked by hash, without running anything of it. One line when it cannot be had.
    target=.venv/share/npm
    cmp -s tools/lock/npm.txt "$target/npm.txt" && return 0
    debian npm npm
    if command -v npm >/dev/null; then
        need_tools
        archives=$(mktemp -d)
        mkdir -p "${target%/*}"
        echo "terbit: fetching what the tests need of npm (60 MB, once)"
        wanted=$(sed -n 's/^\([^# ][^ ]*\) \([^ ]*\) .*/\1@\2/p' tools/lock/npm.txt)
        # shellcheck disable=SC2086 # one word for each package
        npm pack --silent --ignore-scripts --pack-destination "$archives" $wanted >/dev/null 2>&1 || true
        said=$("$python" tools/lock/npm.py "$archives" "$target" 2>&1) && { rm -rf "$archives"; return 0; }
        rm -rf "$archives"
        echo "terbit: $said"
    fi
    echo "terbit: the tests that need npm's packages will be skipped"
    [ -z "${CI:-}" ] || exit 1 # CI skips nothing
}

case ${1:-} in
publish) environment requirements.lock .venv/.ready ;;
develop) environment requirements-dev.lock .venv/.ready-dev ;;
browser) debian chromium chromium && debian sshd openssh-server ;;
java) debian java default-jre-headless ;;
npm) npm_packages ;;
*) stop "usage: tools/setup.sh publish|develop|browser|java|npm" ;;
esac
