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

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
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

/// Fault     the disk is full
/// Injected  a limit of the file's size
/// Holds     the old file is there, and nothing else; the error names file and reason
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

/// What a write onto a file of this name is refused with; nothing in the folder may change.
auto refusal(temporary_folder const& folder, char const* name) -> std::string
{
    auto const before = folder.count();
    auto const path = folder.file(name);
    auto const text = error_of<lagom::file_error>([&] {
        lagom::write_durably(path, "new");
    });
    CHECK(folder.count() == before);
    return text.starts_with(path + ": ") ? text.substr(path.size() + 2) : text;
}

/// Fault     a FIFO where a file should be
/// Injected  mkfifo, and a link to one
/// Holds     refused in a line; nothing is replaced
TEST_CASE("durable: a FIFO is refused, and so is a link to one")
{
    auto const folder = temporary_folder();
    REQUIRE(::mkfifo(folder.file("fifo").c_str(), 0666) == 0);
    fs::create_symlink("fifo", folder.path / "link");
    constexpr auto words = "is a FIFO, expected a regular file or none; nothing was written";
    CHECK(refusal(folder, "fifo") == words);
    CHECK(refusal(folder, "link") == words);
    CHECK(fs::is_fifo(folder.path / "fifo"));
    CHECK(fs::is_symlink(folder.path / "link"));
}

/// Fault     a device where a file should be
/// Injected  mknod
/// Holds     refused in a line; nothing is replaced
TEST_CASE("durable: a device is refused")
{
    auto const folder = temporary_folder();
    // A copy of the null device, which only root can make, and not everywhere.
    if (::mknod(folder.file("null").c_str(), S_IFCHR | 0666, ::makedev(1, 3)) != 0) {
        MESSAGE("no device can be made here");
        return;
    }
    CHECK(refusal(folder, "null") == "is a device, expected a regular file or none; nothing was written");
    CHECK(fs::is_character_file(folder.path / "null"));
}

/// Fault     a read-only file
/// Injected  chmod
/// Holds     refused, to root, too
TEST_CASE("durable: a read-only file is refused, to root, too")
{
    auto const folder = temporary_folder();
    lagom::write_durably(folder.file("a"), "old");
    fs::permissions(folder.path / "a", fs::perms::owner_read | fs::perms::group_read);
    fs::create_symlink("a", folder.path / "link");
    CHECK(refusal(folder, "a") == "is read-only, cannot replace: Permission denied");
    CHECK(refusal(folder, "link") == "is read-only, cannot replace: Permission denied");
    CHECK(lagom::read_whole(folder.file("a")) == "old");
}

/// Fault     the path is a link
/// Injected  links in other folders, and to nothing
/// Holds     the link stays, the file it leads to is replaced
TEST_CASE("durable: a link stays, and what it leads to is replaced in its own folder")
{
    auto const folder = temporary_folder();
    fs::create_directory(folder.path / "real");
    fs::create_directory(folder.path / "links");
    lagom::write_durably(folder.file("real/a"), "old");
    fs::create_symlink("../real/a", folder.path / "links/relative");
    fs::create_symlink(folder.path / "real/a", folder.path / "absolute");
    fs::create_symlink("links/relative", folder.path / "chain");
    fs::create_symlink("real/not there yet", folder.path / "dangling");
    for (auto const* const name : {"links/relative", "absolute", "chain"}) {
        CAPTURE(name);
        lagom::write_durably(folder.file(name), name);
        CHECK(fs::is_symlink(folder.path / name));
        CHECK(lagom::read_whole(folder.file("real/a")) == name);
    }
    lagom::write_durably(folder.file("dangling"), "new");
    CHECK(fs::is_symlink(folder.path / "dangling"));
    CHECK(lagom::read_whole(folder.file("real/not there yet")) == "new");
    CHECK(folder.count() == 5); // two folders, three links, and no temporary
    fs::create_symlink("round", folder.path / "round");
    CHECK(refusal(folder, "round") == "cannot replace: Too many levels of symbolic links");
}

/// Fault     a writer was killed
/// Injected  temporaries of processes that are gone
/// Holds     they are removed by the next save, and nothing else is
TEST_CASE("durable: what dead writers left is removed, whatever their number, and nothing else")
{
    auto const folder = temporary_folder();
    auto const own = "a." + std::to_string(::getpid()) + "-0.tmp"; // as after a container's restart
    for (auto const& name : {"a.1-0.tmp"s, "a.99999999-7.tmp"s, own}) {
        std::ofstream(folder.path / name) << "half a fi";
    }
    for (auto const* const name :
         {"b.1-0.tmp", "a.tmp", "a.1-.tmp", "a.1-0.tmp.txt", "a.x-0.tmp", "a.1.tmp"}) {
        std::ofstream(folder.path / name) << "not ours";
    }
    lagom::write_durably(folder.file("a"), "new");
    CHECK(folder.count() == 7);
    CHECK(!fs::exists(folder.path / "a.1-0.tmp"));
    CHECK(lagom::read_whole(folder.file("a.1-0.tmp.txt")) == "not ours");
}

/// Fault     process numbers repeat, as in containers
/// Injected  a living writer's temporary with our number
/// Holds     it stays, another name is taken
TEST_CASE("durable: a living writer's temporary stays, and another name is tried for ours")
{
    auto const folder = temporary_folder();
    auto const name = [&](int count) {
        return folder.file(
            ("a." + std::to_string(::getpid()) + "-" + std::to_string(count) + ".tmp").c_str());
    };
    constexpr auto names = 3000; // more than this program has written yet: the next one is among them
    std::ofstream(name(0)) << "of another that writes";
    auto const living = ::open(name(0).c_str(), O_RDWR | O_CLOEXEC);
    REQUIRE(::flock(living, LOCK_EX | LOCK_NB) == 0);
    for (auto i = 1; i < names; ++i) {
        fs::create_hard_link(name(0), name(i));
    }
    lagom::write_durably(folder.file("a"), "new");
    CHECK(lagom::read_whole(folder.file("a")) == "new");
    CHECK(folder.count() == names + 1);
    CHECK(lagom::read_whole(name(names - 1)) == "of another that writes");
    ::close(living); // it died
    lagom::write_durably(folder.file("a"), "newer");
    CHECK(folder.count() == 1);
}

/// Fault     a path of the greatest length
/// Injected  a name of 255 bytes
/// Holds     written and read
TEST_CASE("durable: a name of 255 bytes, which has no room for more, is written")
{
    auto const folder = temporary_folder();
    auto const longest = std::string(199, 'x') + "\xC3\xA4" + std::string(54, 'y'); // cut within a letter
    lagom::write_durably(folder.file(longest.c_str()), "x");
    CHECK(lagom::read_whole(folder.file(longest.c_str())) == "x");
    CHECK(folder.count() == 1);
}

} // namespace
