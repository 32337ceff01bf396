# For tests/run and examples/run: what to install, which processor this is, how to configure and build.

jobs=${LAGOM_JOBS:-$(nproc)}
export LAGOM_JOBS=$jobs

packages=(g++ meson ninja-build pkg-config python3 ccache
    libboost-dev libxtensor-dev libxsimd-dev zlib1g-dev libopenblas-dev)

# Installs those of the given Debian packages that are missing; false if that cannot be done.
need() {
    local missing=() package sudo=
    for package in "$@"; do
        command -v "${package%-build}" >/dev/null && continue
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    if ! command -v apt-get >/dev/null; then
        echo "not Debian or Ubuntu: if the build fails, install what these are there: ${missing[*]}" >&2
        return 1
    fi
    [ "$(id -u)" = 0 ] || sudo=sudo
    echo "installing ${missing[*]}"
    mkdir -p build
    # The lists may be older than the archive, or not be there at all.
    if ! { $sudo apt-get update -qq &&
        $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
        </dev/null >build/install.log 2>&1; then
        tail -n 3 build/install.log >&2
        return 1
    fi
}

# The best of the library's instruction sets that this processor has.
best_isa() {
    local flags word
    flags=" $(grep -m1 '^flags' /proc/cpuinfo 2>/dev/null | cut -d: -f2) "
    has() {
        for word in "$@"; do [[ $flags == *" $word "* ]] || return 1; done
    }
    if has avx512f avx512bw avx512cd avx512dq avx512vl fma; then
        echo avx512
    elif has avx2 fma; then
        echo avx2
    else
        echo baseline
    fi
}

# configure NAME COMPILER OPTION...: sets up build/NAME, or renews it with the files that are there now.
configure() {
    local name=$1 compiler=$2 again=()
    shift 2
    mkdir -p build
    [ -f "build/$name/build.ninja" ] && again=(--reconfigure)
    # Named explicitly: meson adds ccache by itself only to a compiler that it chose by itself.
    command -v ccache >/dev/null && compiler="ccache $compiler"
    if ! CXX=$compiler meson setup "${again[@]}" "build/$name" "$@" >"build/$name.log" 2>&1; then
        rm -rf "build/$name"
        CXX=$compiler meson setup "build/$name" "$@" >"build/$name.log" 2>&1 || {
            tail -n 20 "build/$name.log"
            return 1
        }
    fi
}

# compile NAME TARGET...: builds all it can, then shows the first errors, if any.
compile() {
    local name=$1
    shift
    ninja -C "build/$name" -j "$jobs" -k 0 "$@" >>"build/$name.log" 2>&1 || {
        grep -E '^FAILED: |error: |undefined reference' "build/$name.log" | cut -c1-300 | head -n 20
        echo "   the whole log is build/$name.log"
        return 1
    }
}
