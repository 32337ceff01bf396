// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/durable.hpp>

#include "files.hpp"

#include <lagom/core/exceptions.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <sys/resource.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;
using support::error_of;

/// A folder that is gone, with all that is in it, when the test ends.
struct temporary_folder {
    fs::path path;

    temporary_folder()
    {
        static auto count = 0;
        path = fs::temp_directory_path() /
            ("lagom-durable-" + std::to_string(::getpid()) + "-" + std::to_string(count++));
        fs::create_directory(path);
    }
    ~temporary_folder() { fs::remove_all(path); }
    temporary_folder(temporary_folder const&) = delete;
    auto operator=(temporary_folder const&) -> temporary_folder& = delete;

    auto file(char const* name) const -> std::string { return (path / name).string(); }
    auto count() const -> std::ptrdiff_t
    {
        return std::distance(fs::directory_iterator(path), fs::directory_iterator());
    }
};

/// No file may grow beyond this many bytes while it lives: as if the disk were full.
struct full_disk {
    ::rlimit old{};
    void (*old_handler)(int);

    explicit full_disk(::rlim_t bytes) : old_handler(std::signal(SIGXFSZ, SIG_IGN))
    {
        ::getrlimit(RLIMIT_FSIZE, &old);
        auto const limit = ::rlimit{bytes, old.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~full_disk()
    {
        ::setrlimit(RLIMIT_FSIZE, &old);
        std::signal(SIGXFSZ, old_handler);
    }
    full_disk(full_disk const&) = delete;
    auto operator=(full_disk const&) -> full_disk& = delete;
};

TEST_CASE("durable: what is written is read again, byte for byte")
{
    auto const folder = temporary_folder();
    auto const path = folder.file("a");
    auto const bytes = "zero \0 and \n and \xFF"s;
    lagom::write_durably(path, bytes);
    CHECK(lagom::read_whole(path) == bytes);
    lagom::write_durably(path, "");
    CHECK(lagom::read_whole(path).empty());
    lagom::write_durably(path, std::string(3'000'000, 'x'));
    CHECK(lagom::read_whole(path) == std::string(3'000'000, 'x'));
    CHECK(folder.count() == 1);
}

TEST_CASE("durable: a path without a folder is one in the working directory")
{
    auto const folder = temporary_folder();
    auto const before = fs::current_path();
    fs::current_path(folder.path);
    lagom::write_durably("plain", "x");
    fs::current_path(before);
    CHECK(lagom::read_whole(folder.file("plain")) == "x");
}

TEST_CASE("durable: the permissions of an old file are kept")
{
    auto const folder = temporary_folder();
    auto const path = folder.file("a");
    lagom::write_durably(path, "old");
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    lagom::write_durably(path, "new");
    CHECK(fs::status(path).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("durable: when the disk is full the old file is intact and nothing is left behind")
{
    auto const folder = temporary_folder();
    auto const path = folder.file("a");
    lagom::write_durably(path, "old");
    auto const text = [&] {
        auto const limit = full_disk(1000);
        return error_of<lagom::file_error>([&] {
            lagom::write_durably(path, std::string(10'000, 'x'));
        });
    }();
    CHECK(text == path + ": cannot write: File too large");
    CHECK(lagom::read_whole(path) == "old");
    CHECK(folder.count() == 1);
}

TEST_CASE("durable: a folder that does not exist is an error with the system's reason")
{
    auto const folder = temporary_folder();
    auto const path = folder.file("no/a");
    CHECK(error_of<lagom::file_error>([&] {
              lagom::write_durably(path, "x");
          }) == path + ": cannot create a temporary file beside it: No such file or directory");
}

TEST_CASE("durable: a folder is not replaced by a file, and no temporary file stays")
{
    auto const folder = temporary_folder();
    fs::create_directory(folder.path / "a");
    CHECK(error_of<lagom::file_error>([&] {
              lagom::write_durably(folder.file("a"), "x");
          }) == folder.file("a") + ": cannot replace: Is a directory");
    CHECK(folder.count() == 1);
}

TEST_CASE("durable: what cannot be read is an error with the system's reason")
{
    auto const folder = temporary_folder();
    CHECK(error_of<lagom::file_error>([&] {
              lagom::read_whole(folder.file("no"));
          }) == folder.file("no") + ": cannot open: No such file or directory");
    CHECK(error_of<lagom::file_error>([&] {
              lagom::read_whole(folder.path.string());
          }) == folder.path.string() + ": cannot read: Is a directory");
}

TEST_CASE("durable: a file whose size is not known beforehand is read to its end")
{
    CHECK(lagom::read_whole("/proc/self/status").find("Name:") == 0);
}

} // namespace
