// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/durable.hpp>

#include "blocked_signal.hpp"

#include <lagom/core/exceptions.hpp>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lagom {
namespace {

[[noreturn]] void fail(std::string const& path, char const* what, int reason)
{
    throw file_error(path + ": " + what + ": " + std::generic_category().message(reason));
}

/// A file descriptor that is closed when its owner ends.
class descriptor {
public:
    descriptor(std::string const& path, int flags, ::mode_t mode = 0)
        : number_(::open(path.c_str(), flags, mode))
    {
    }
    ~descriptor() { close(); }
    descriptor(descriptor const&) = delete;
    auto operator=(descriptor const&) -> descriptor& = delete;

    auto number() const -> int { return number_; }
    auto is_open() const -> bool { return number_ >= 0; }
    auto close() -> bool
    {
        auto const closed = number_ < 0 || ::close(number_) == 0;
        number_ = -1;
        return closed;
    }

private:
    int number_;
};

/// Removes a file unless it is kept.
class temporary_name {
public:
    explicit temporary_name(std::string path) : path_(std::move(path)) {}
    ~temporary_name()
    {
        if (!path_.empty()) {
            ::unlink(path_.c_str());
        }
    }
    temporary_name(temporary_name const&) = delete;
    auto operator=(temporary_name const&) -> temporary_name& = delete;

    void keep() { path_.clear(); }

private:
    std::string path_;
};

auto folder_of(std::string const& path) -> std::string
{
    auto const slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

/// A name that no other thread and no other process uses.
auto name_beside(std::string const& path) -> std::string
{
    static auto count = std::atomic<unsigned>(0);
    return path + "." + std::to_string(::getpid()) + "-" + std::to_string(count++) + ".tmp";
}

void write_all(std::string const& path, descriptor const& file, std::string_view bytes)
{
    blocked_signal const no_room(SIGXFSZ);
    while (!bytes.empty()) {
        auto const count = ::write(file.number(), bytes.data(), bytes.size());
        if (count > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
        } else if (count == 0) {
            fail(path, "cannot write", ENOSPC); // a disk that takes nothing and says nothing
        } else if (errno != EINTR) {
            fail(path, "cannot write", errno);
        }
    }
}

void keep_permissions(std::string const& path, descriptor const& file)
{
    struct ::stat old{};
    if (::stat(path.c_str(), &old) == 0 && ::fchmod(file.number(), old.st_mode & 07777) != 0) {
        fail(path, "cannot keep the file's permissions", errno);
    }
}

void write_new(std::string const& path, descriptor& file, std::string_view bytes)
{
    keep_permissions(path, file);
    write_all(path, file, bytes);
    if (::fsync(file.number()) != 0 || !file.close()) {
        fail(path, "cannot write to the disk", errno);
    }
}

void flush_folder(std::string const& path)
{
    auto const folder = descriptor(folder_of(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    // Some file systems know no flush of a folder and answer EINVAL; there is nothing more to be done there.
    if (!folder.is_open() || (::fsync(folder.number()) != 0 && errno != EINVAL)) {
        fail(path, "written, but its folder cannot be flushed to the disk", errno);
    }
}

} // namespace

void write_durably(std::string const& path, std::string_view bytes)
{
    auto const name = name_beside(path);
    auto file = descriptor(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (!file.is_open()) {
        fail(path, "cannot create a temporary file beside it", errno);
    }
    auto temporary = temporary_name(name);
    write_new(path, file, bytes);
    if (::rename(name.c_str(), path.c_str()) != 0) {
        fail(path, "cannot replace", errno);
    }
    temporary.keep();
    flush_folder(path);
}

auto read_whole(std::string const& path) -> std::string
{
    auto const file = descriptor(path, O_RDONLY | O_CLOEXEC);
    struct ::stat facts{};
    if (!file.is_open() || ::fstat(file.number(), &facts) != 0) {
        fail(path, "cannot open", errno);
    }
    // One byte more than expected shows the end without another growth; a pipe's size is not known
    // beforehand.
    auto bytes = std::string(static_cast<std::size_t>(facts.st_size) + 1, '\0');
    auto used = std::size_t{0};
    for (;;) {
        auto const count = ::read(file.number(), bytes.data() + used, bytes.size() - used);
        if (count < 0 && errno != EINTR) {
            fail(path, "cannot read", errno);
        }
        if (count == 0) {
            bytes.resize(used);
            return bytes;
        }
        used += count > 0 ? static_cast<std::size_t>(count) : 0;
        if (used == bytes.size()) {
            bytes.resize(2 * used + 4096);
        }
    }
}

} // namespace lagom
