# Sourced by ./windtunnel and ./check: finds or installs what is missing, and configures and builds a preset.
# Expects $root, the project's folder.

say() { printf 'windtunnel: %s\n' "$*" >&2; }

is_installed() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

# locked COMMAND...: one at a time, so that two first calls do not build over one another. What is started later does not
# inherit the lock.
locked() {
    local status
    if ! mkdir -p "$root/build" 2>/dev/null || [ ! -w "$root/build" ]; then
        say "cannot write $root/build, where the program is built"
        return 1
    fi
    exec 9> "$root/build/lock"
    if command -v flock >/dev/null && ! flock -n 9; then
        say "another call is building; waiting for it"
        flock 9
    fi
    "$@"
    status=$?
    exec 9>&-
    return $status
}

# prepare PRESET TARGET...: everything that comes before running them.
prepare() { ensure_packages && configure "$1" && build "$@"; }

# The packages of a list that the machine lacks; those that it can do without have their + before them.
missing_packages() {
    local name version
    while read -r name; do
        case "$name" in
            ''|'#'*) continue ;;
            +*) is_installed "${name#+}" || echo "$name"; continue ;;
        esac
        if [ "$name" = libboost-dev ]; then
            # Boost 1.81 or later, wherever its headers came from. Debian 12 has it in a package of its own.
            version=$(sed -n 's/^#define BOOST_VERSION \([0-9]*\).*/\1/p' /usr/include/boost/version.hpp 2>/dev/null)
            [ "${version:-0}" -ge 108100 ] && continue
            if apt-cache show libboost1.81-dev >/dev/null 2>&1; then name=libboost1.81-dev; fi
        fi
        is_installed "$name" || echo "$name"
    done < "$1"
}

# ensure_packages [LIST]: installs what is missing of tools/packages, or of another list there. What was found is
# remembered until the list changes. A package that the machine can do without and that cannot be had is no failure.
ensure_packages() {
    local name=${1:-packages} list sudo='' needed
    local file="$root/tools/$name" stamp="$root/build/$name.stamp" log="$root/build/$name.log"
    if [ -f "$stamp" ] && [ ! "$file" -nt "$stamp" ]; then return 0; fi
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "this is no Debian or Ubuntu; install what tools/$name names, then: touch build/$name.stamp"
        return 1
    fi
    list=$(missing_packages "$file")
    if [ -n "$list" ]; then
        if [ "$(id -u)" -ne 0 ]; then
            if sudo -n true 2>/dev/null; then
                sudo='sudo -n'
            elif ! grep -qv '^+' <<< "$list"; then
                say "goes on without" ${list//+/}
                touch "$stamp"
                return 0
            else
                say "packages are missing; install them and call again:"
                echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends" ${list//+/} >&2
                return 1
            fi
        fi
        # A new machine may not know its packages yet.
        $sudo apt-get update > "$log" 2>&1 < /dev/null
        list=$(missing_packages "$file")
        say "installing" ${list//+/}
        if ! install_packages ${list//+/} && ! { needed=$(sed '/^+/d' <<< "$list"); one_by_one "$list"; install_packages $needed; }; then
            tail -n 20 "$log" >&2
            say "apt-get failed (above; all of it in build/$name.log)"
            return 1
        fi
    fi
    touch "$stamp"
}

# Both as ensure_packages wants them, with its $sudo and $log.
install_packages() {
    [ $# -eq 0 ] || $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >> "$log" 2>&1 < /dev/null
}
one_by_one() {
    local package
    for package in $(sed -n 's/^+//p' <<< "$1"); do install_packages "$package" || say "goes on without $package"; done
}

# configure PRESET: once, and again when the presets change; from the start when the tree has moved or the last attempt
# came to no end. The rest CMake notices by itself.
configure() {
    local preset=$1 dir="$root/build/$1" stamp="$root/build/$1/configured" fresh=--fresh
    if [ -f "$stamp" ] && [ "$(< "$stamp")" = "$root" ]; then
        [ "$stamp" -nt "$root/CMakePresets.json" ] && return 0
        fresh=''
    fi
    rm -f "$stamp"
    mkdir -p "$dir"
    if ! (cd "$root" && cmake $fresh --preset "$preset") > "$dir/configure.log" 2>&1 < /dev/null; then
        tail -n 20 "$dir/configure.log" >&2
        say "CMake could not configure (above; all of it in build/$preset/configure.log)"
        return 1
    fi
    printf '%s' "$root" > "$stamp"
}

# build PRESET TARGET...: quietly; on a terminal one line says how far it is.
build() {
    local preset=$1 dir="$root/build/$1" log="$root/build/$1/build.log"
    shift
    if [ ! -t 2 ] && [ ! -f "$log" ]; then say "building for the first time, which takes some minutes"; fi
    if [ -t 2 ]; then
        cmake --build "$dir" -j "$(nproc)" --target "$@" 2>&1 | tee "$log" |
            awk '/^\[/ { printf "\r\033[Kbuilding %s", $1 > "/dev/stderr"; seen = 1 }
                 END { if (seen) printf "\r\033[K" > "/dev/stderr" }'
        [ "${PIPESTATUS[0]}" -eq 0 ] && return 0
    else
        cmake --build "$dir" -j "$(nproc)" --target "$@" > "$log" 2>&1 && return 0
    fi
    grep -E 'error|FAILED|undefined' "$log" | head -n 20 >&2
    say "the build failed (above; all of it in build/$preset/build.log)"
    return 1
}
