// SPDX-License-Identifier: BSL-1.0
// This program has a `write` of its own, which takes less than it is given, is interrupted, or finds the disk full.
#include <lagom/lagom.hpp>

#include "../error_of.hpp"
#include "../support.hpp"

#include <lagom/data/durable.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <limits>

#include <sys/syscall.h>
#include <unistd.h>

namespace {

/// What `write` does to what lagom writes; other output goes as it is.
struct disk {
    std::size_t most_at_once = std::numeric_limits<std::size_t>::max();
    std::size_t room = std::numeric_limits<std::size_t>::max();
    bool interrupts = false; // every second call
    bool takes_nothing = false; // and says nothing
    long calls = 0;
};
disk* now = nullptr;

struct with_disk {
    disk d;
    explicit with_disk(disk wanted) : d(wanted) { now = &d; }
    ~with_disk() { now = nullptr; }
    with_disk(with_disk const&) = delete;
    auto operator=(with_disk const&) -> with_disk& = delete;
};

} // namespace

extern "C" auto write(int file, void const* bytes, std::size_t count) -> ::ssize_t
{
    if (now != nullptr && file > STDERR_FILENO) {
        auto& d = *now;
        ++d.calls;
        if (d.interrupts && d.calls % 2 == 1) {
            errno = EINTR;
            return -1;
        }
        if (d.takes_nothing) {
            return 0;
        }
        if (d.room == 0) {
            errno = ENOSPC;
            return -1;
        }
        count = std::min({count, d.most_at_once, d.room});
        d.room -= count;
    }
    return ::syscall(SYS_write, file, bytes, count);
}

using namespace lagom;
using support::error_of;

namespace {

constexpr auto net = input<3> | standardize | dense<4> | batch_norm | relu | dense<2>;

struct folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("lagom_system_" + std::to_string(::getpid()));
    folder() { std::filesystem::create_directory(path); }
    ~folder() { std::filesystem::remove_all(path); }
    folder(folder const&) = delete;
    auto operator=(folder const&) -> folder& = delete;

    auto file(char const* name) const -> std::string { return (path / name).string(); }
    auto count() const -> long
    {
        return std::distance(std::filesystem::directory_iterator(path),
                             std::filesystem::directory_iterator());
    }
};

auto bytes_of(unsigned from) -> std::string
{
    folder const f;
    save(make_model(net, seed(from)), f.file("m"));
    return read_whole(f.file("m"));
}

} // namespace

/// Fault     short writes, and EINTR between them
/// Injected  the program's own `write`
/// Holds     the file is whole
TEST_CASE("short writes: a file that the system takes piece by piece, interrupted in between, is whole")
{
    auto const wanted = bytes_of(2);
    for (std::size_t const most : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
        CAPTURE(most);
        folder const f;
        {
            with_disk const slow({.most_at_once = most, .interrupts = true});
            save(make_model(net, seed(2)), f.file("m"));
            CHECK(slow.d.calls >= static_cast<long>(2 * (wanted.size() / most)));
        }
        CHECK(read_whole(f.file("m")) == wanted);
        CHECK(f.count() == 1);
    }
}

/// Fault     the disk is full at any byte of a save
/// Injected  the program's own `write`
/// Holds     one line; the old file is there, and nothing else
TEST_CASE("short writes: a disk that is full at any byte leaves the old file, and nothing else")
{
    auto const old = bytes_of(1), wanted = bytes_of(2);
    folder const f;
    auto const path = f.file("m");
    write_durably(path, old);
    auto const m = make_model(net, seed(2));
    long wrong = 0;
    for (std::size_t room = 0; room < wanted.size(); ++room) {
        auto const text = error_of<file_error>([&] {
            with_disk const full({.room = room});
            save(m, path);
        });
        wrong += text != path + ": cannot write: No space left on device" || read_whole(path) != old ||
            f.count() != 1;
    }
    CHECK(wrong == 0);
    with_disk const enough({.room = wanted.size()});
    save(m, path);
    CHECK(read_whole(path) == wanted);
}

/// Fault     a write that returns 0
/// Injected  the program's own `write`
/// Holds     an error, no endless loop
TEST_CASE("short writes: a disk that takes nothing and says nothing is full")
{
    folder const f;
    auto const path = f.file("m");
    write_durably(path, "old");
    auto const text = error_of<file_error>([&] {
        with_disk const silent({.takes_nothing = true});
        save(make_model(net, seed(2)), path);
    });
    CHECK(text == path + ": cannot write: No space left on device");
    CHECK(read_whole(path) == "old");
    CHECK(f.count() == 1);
}

/// Fault     the disk is full during a run that is kept
/// Injected  the program's own `write`
/// Holds     training goes on and says so; later it goes on from what was kept last, with the same bits
TEST_CASE("short writes: a run goes on where its file cannot be written any more, and says so")
{
    folder const f;
    auto const data = support::blobs(48, 3, 2, 1);
    auto const objective = cross_entropy;
    auto whole = make_model(net, seed(1));
    auto const wanted = fit(whole, data, objective, adam(1e-2), epochs(4), batch(16), quiet);
    auto m = make_model(net, seed(1));
    long seen = 0;
    with_disk disk({});
    auto const r = fit(m, data, objective, adam(1e-2), epochs(4), batch(16), quiet,
                       checkpoint(f.file("run")).every(steps(1)), on_epoch([&](epoch_record const&) {
                           disk.d.room = ++seen == 2 ? 0 : disk.d.room;
                       }));
    CHECK(r.steps == wanted.steps);
    CHECK(support::different_numbers(m, whole) == 0);
    CHECK(f.count() == 1); // the run as it was kept last
    disk.d.room = std::numeric_limits<std::size_t>::max();
    auto again = make_model(net, seed(1));
    auto const from_there = fit(again, data, objective, adam(1e-2), epochs(4), batch(16), quiet,
                                checkpoint(f.file("run")).every(steps(1)));
    CHECK(from_there.steps == wanted.steps);
    CHECK(support::different_numbers(again, whole) == 0);
}
