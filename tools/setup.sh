# Sourced by ./windtunnel and ./check: finds or installs what is missing, and configures and builds a preset.
# Expects $root, the project's folder.

say() { printf 'windtunnel: %s\n' "$*" >&2; }

is_installed() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

# The packages of tools/packages that the machine lacks.
missing_packages() {
    local name version
    while read -r name; do
        case "$name" in ''|'#'*) continue ;; esac
        if [ "$name" = libboost-dev ]; then
            # Boost 1.81 or later, wherever its headers came from. Debian 12 has it in a package of its own.
            version=$(sed -n 's/^#define BOOST_VERSION \([0-9]*\).*/\1/p' /usr/include/boost/version.hpp 2>/dev/null)
            [ "${version:-0}" -ge 108100 ] && continue
            if apt-cache show libboost1.81-dev >/dev/null 2>&1; then name=libboost1.81-dev; fi
        fi
        is_installed "$name" || echo "$name"
    done < "$root/tools/packages"
}

# Installs what is missing. What was found is remembered until the list of packages changes.
ensure_packages() {
    local stamp="$root/build/packages.stamp" log="$root/build/packages.log" list sudo=''
    if [ -f "$stamp" ] && [ ! "$root/tools/packages" -nt "$stamp" ]; then return 0; fi
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "this is no Debian or Ubuntu; install what tools/packages names, then: touch build/packages.stamp"
        return 1
    fi
    list=$(missing_packages)
    if [ -n "$list" ]; then
        if [ "$(id -u)" -ne 0 ]; then
            if sudo -n true 2>/dev/null; then
                sudo='sudo -n'
            else
                say "packages are missing; install them and call again:"
                echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends" $list >&2
                return 1
            fi
        fi
        # A new machine may not know its packages yet.
        $sudo apt-get update > "$log" 2>&1
        list=$(missing_packages)
        say "installing" $list
        if ! DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y --no-install-recommends $list >> "$log" 2>&1; then
            tail -n 20 "$log" >&2
            say "apt-get failed (above; all of it in build/packages.log)"
            return 1
        fi
    fi
    touch "$stamp"
}

# configure PRESET: once, and again when the presets change (the rest CMake notices by itself).
configure() {
    local preset=$1 dir="$root/build/$1"
    if [ -f "$dir/CMakeCache.txt" ] && [ ! "$root/CMakePresets.json" -nt "$dir/CMakeCache.txt" ]; then return 0; fi
    mkdir -p "$dir"
    if ! (cd "$root" && cmake --preset "$preset") > "$dir/configure.log" 2>&1; then
        tail -n 20 "$dir/configure.log" >&2
        say "CMake could not configure (above; all of it in build/$preset/configure.log)"
        return 1
    fi
}

# build PRESET TARGET...: quietly; on a terminal one line says how far it is.
build() {
    local preset=$1 dir="$root/build/$1" log="$root/build/$1/build.log"
    shift
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
