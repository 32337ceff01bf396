# For tests/run and examples/run: what to install, which processor this is, how to configure and build.

jobs=${LAGOM_JOBS:-$(nproc)}
export LAGOM_JOBS=$jobs
# What is compiled in one folder need not be again in the next: no path is part of it, and headers have no dates within.
export CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros

# What a build needs. doctest-dev is for the tests alone.
packages=(g++ meson ninja-build pkg-config python3 ccache
    libboost-dev libxtensor-dev libxsimd-dev zlib1g-dev libpng-dev libjpeg-dev libopenblas-dev)

# satisfied PACKAGE: whether it is installed, or its command is there from elsewhere and new enough.
satisfied() {
    dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed' && return
    case $1 in
        g++ | meson) ! too_old "$1" ;;
        *) command -v "${1%-build}" >/dev/null ;;
    esac
}

# too_old COMMAND: says so where a command is not there, or older than lagom needs.
too_old() {
    local least version
    case $1 in
        g++) least=12 version=$(g++ -dumpfullversion 2>/dev/null) ;;
        meson) least=1.0.0 version=$(meson --version 2>/dev/null) ;;
    esac
    [ "$(printf '%s\n' "$least" "${version:-0}" | sort -V | head -n 1)" = "$least" ] && return 1
    echo "lagom needs $1 $least or later, and $(command -v "$1" || echo 'this system') has ${version:-none}"
}

# Installs those of the given Debian packages that are missing; false if that cannot be done.
need() {
    local missing=() package sudo=()
    for package in "$@"; do
        satisfied "$package" >/dev/null || missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    if ! command -v apt-get >/dev/null; then
        echo "not Debian or Ubuntu: if the build fails, install what these are there: ${missing[*]}" >&2
        return 1
    fi
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "as root, or with sudo, this installs what is missing: apt-get install ${missing[*]}" >&2
            return 1
        fi
        sudo=(sudo)
    fi
    echo "installing ${missing[*]}"
    mkdir -p build
    # The lists may be older than the archive, or not be there at all; one archive that is away need not matter.
    if ! {
        "${sudo[@]}" apt-get update -qq || true
        "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}"
    } </dev/null >build/install.log 2>&1; then
        tail -n 3 build/install.log >&2
        return 1
    fi
}

# need_to_build PACKAGE...: those and the packages of every build. Something else may provide them: if not, the build
# says what is missing. But a compiler that is too old would say it in pages.
need_to_build() {
    need "${packages[@]}" "$@" || true
    local command
    for command in g++ meson; do
        ! too_old "$command" >&2 || exit 1
    done
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
