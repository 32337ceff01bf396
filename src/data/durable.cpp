// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/durable.hpp>

#include "core/blocked_signal.hpp"

#include <lagom/core/exceptions.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <memory>
#include <string_view>
#include <system_error>

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lagom {
namespace {

[[noreturn]] void fail(std::string const& path, char const* what, int reason)
{
    throw file_error(path + ": " + what + ": " + std::generic_category().message(reason));
}

/// A system call, made again for as long as a signal interrupts it.
template <class Call>
auto uninterrupted(Call call)
{
    for (;;) {
        if (auto const result = call(); result >= 0 || errno != EINTR) {
            return result;
        }
    }
}

/// A file descriptor that is closed when its owner ends.
class descriptor {
public:
    descriptor(std::string const& path, int flags, ::mode_t mode = 0)
        : number_(uninterrupted([&] {
              return ::open(path.c_str(), flags, mode);
          }))
    {
    }
    ~descriptor()
    {
        if (is_open()) {
            ::close(number_);
        }
    }
    descriptor(descriptor const&) = delete;
    auto operator=(descriptor const&) -> descriptor& = delete;

    auto number() const -> int { return number_; }
    auto is_open() const -> bool { return number_ >= 0; }

private:
    int number_;
};

auto folder_of(std::string const& path) -> std::string
{
    auto const slash = path.rfind('/');
    return slash == std::string::npos ? "./" : path.substr(0, slash + 1);
}

/// The file that a path means: its links are followed, to one that is not there yet, too.
auto target_of(std::string const& path) -> std::string
{
    constexpr auto most_links = 40; // as many as Linux follows
    auto target = path;
    for (auto links = 0; links < most_links; ++links) {
        auto text = std::array<char, PATH_MAX>();
        auto const length = ::readlink(target.c_str(), text.data(), text.size());
        if (length < 0) { // no link, or nothing at all
            return target;
        }
        auto const next = std::string(text.data(), static_cast<std::size_t>(length));
        target = next.starts_with('/') ? next : folder_of(target) + next;
    }
    fail(path, "cannot replace", ELOOP);
}

auto kind_of(::mode_t mode) -> char const*
{
    return S_ISFIFO(mode)                ? "a FIFO"
        : S_ISCHR(mode) || S_ISBLK(mode) ? "a device"
        : S_ISSOCK(mode)                 ? "a socket"
                                         : nullptr;
}

/// Throws for what a file must not take the place of.
void require_replaceable(std::string const& path, std::string const& target)
{
    struct ::stat old{};
    if (::stat(target.c_str(), &old) != 0) {
        return; // nothing there; other reasons show when the temporary is made
    }
    if (auto const* const kind = kind_of(old.st_mode)) {
        throw file_error(path + ": is " + kind + ", expected a regular file or none; nothing was written");
    }
    if (S_ISDIR(old.st_mode)) {
        fail(path, "cannot replace", EISDIR);
    }
    auto const nobody_writes = (old.st_mode & 0222) == 0; // which root would not notice
    if (nobody_writes || ::faccessat(AT_FDCWD, target.c_str(), W_OK, AT_EACCESS) != 0) {
        fail(path, "is read-only, cannot replace", nobody_writes ? EACCES : errno);
    }
}

/// How the names of the temporaries of a file begin. A name that would grow too long for a folder is cut.
auto stem_of(std::string const& target) -> std::string
{
    constexpr auto longest = std::size_t{200}; // of 255 bytes
    auto const begin = target.rfind('/') + 1; // 0 without a slash
    auto const is_tail = [&](std::size_t at) {
        return (static_cast<unsigned char>(target[at]) & 0xC0U) == 0x80;
    };
    auto end = std::min(target.size(), begin + longest);
    while (end < target.size() && end > begin && is_tail(end)) {
        --end;
    }
    return target.substr(begin, end - begin) + '.';
}

constexpr auto ending = std::string_view(".tmp");

/// Whether a name is a temporary's, "<stem>PROCESS-COUNT.tmp".
auto is_temporary_of(std::string_view name, std::string_view stem) -> bool
{
    if (!name.starts_with(stem) || !name.ends_with(ending) || name.size() < stem.size() + ending.size()) {
        return false;
    }
    name = name.substr(stem.size(), name.size() - stem.size() - ending.size());
    auto const dash = name.find('-');
    auto const is_number = [](std::string_view text) {
        return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
    };
    return dash != std::string_view::npos && is_number(name.substr(0, dash)) &&
        is_number(name.substr(dash + 1));
}

auto lock(descriptor const& file) -> bool
{
    return uninterrupted([&] {
               return ::flock(file.number(), LOCK_EX | LOCK_NB);
           }) == 0;
}

auto flush(descriptor const& file) -> bool
{
    return uninterrupted([&] {
               return ::fsync(file.number());
           }) == 0;
}

/// False with errno 0 if it is another one, with the reason if that cannot be told.
auto is_same_file(descriptor const& file, std::string const& name) -> bool
{
    errno = 0;
    struct ::stat a{}, b{};
    return ::fstat(file.number(), &a) == 0 && ::lstat(name.c_str(), &b) == 0 && a.st_dev == b.st_dev &&
        a.st_ino == b.st_ino;
}

/// Removes the temporaries of writers that are dead. A living one has a lock on its own, which ends with the process
/// however that ends; a process number tells nothing where numbers repeat. Who has the lock may remove the name.
void remove_remains(std::string const& folder, std::string const& stem)
{
    auto const all = std::unique_ptr<::DIR, int (*)(::DIR*)>(::opendir(folder.c_str()), ::closedir);
    while (auto const* const entry = all != nullptr ? ::readdir(all.get()) : nullptr) {
        if (!is_temporary_of(entry->d_name, stem)) {
            continue;
        }
        auto const name = folder + entry->d_name;
        auto const file = descriptor(name, O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
        struct ::stat facts{};
        if (file.is_open() && ::fstat(file.number(), &facts) == 0 && S_ISREG(facts.st_mode) && lock(file) &&
            is_same_file(file, name)) {
            ::unlink(name.c_str());
        }
    }
}

/// A new file beside another, locked while it lives; its name goes with it unless it is kept.
class temporary {
public:
    temporary(std::string const& path, std::string const& beginning)
    {
        static auto count = std::atomic<unsigned>(0);
        for (;;) {
            name_ =
                beginning + std::to_string(::getpid()) + "-" + std::to_string(count++) + std::string(ending);
            file_ = std::make_unique<descriptor>(name_, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
            if (file_->is_open() ? is_ours(path) : errno != EEXIST) {
                break;
            } // else remains of one with this number, or taken for remains before it was locked: another name
        }
        if (!file_->is_open()) {
            name_.clear();
            fail(path, "cannot create a temporary file beside it", errno);
        }
    }
    ~temporary()
    {
        if (!name_.empty()) {
            ::unlink(name_.c_str());
        }
    }
    temporary(temporary const&) = delete;
    auto operator=(temporary const&) -> temporary& = delete;

    auto name() const -> std::string const& { return name_; }
    auto file() const -> descriptor const& { return *file_; }
    void keep() { name_.clear(); }

private:
    auto is_ours(std::string const& path) const -> bool
    {
        if (!lock(
                *file_)) { // a file system without locks has none for those who would remove the file either
            return errno != EWOULDBLOCK;
        }
        if (is_same_file(*file_, name_)) {
            return true;
        }
        if (auto const reason = errno; reason != 0 && reason != ENOENT) {
            ::unlink(name_.c_str());
            fail(path, "cannot look at a temporary file beside it", reason);
        }
        return false;
    }

    std::string name_;
    std::unique_ptr<descriptor> file_; // the lock ends after the name
};

void write_all(std::string const& path, descriptor const& file, std::string_view bytes)
{
    blocked_signal const no_room(SIGXFSZ);
    while (!bytes.empty()) {
        auto const count = uninterrupted([&] {
            return ::write(file.number(), bytes.data(), bytes.size());
        });
        if (count <= 0) { // 0: a disk that takes nothing and says nothing
            fail(path, "cannot write", count == 0 ? ENOSPC : errno);
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

void keep_permissions(std::string const& path, descriptor const& file)
{
    struct ::stat old{};
    if (::stat(path.c_str(), &old) == 0 && ::fchmod(file.number(), old.st_mode & 07777) != 0) {
        fail(path, "cannot keep the file's permissions", errno);
    }
}

void write_new(std::string const& path, descriptor const& file, std::string_view bytes)
{
    keep_permissions(path, file); // first, so that nobody reads here what he may not read in the old file
    write_all(path, file, bytes);
    if (!flush(file)) {
        fail(path, "cannot write to the disk", errno);
    }
}

void flush_folder(std::string const& path, std::string const& name)
{
    auto const folder = descriptor(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    // Some file systems know no flush of a folder and answer EINVAL; there is nothing more to be done there.
    if (!folder.is_open() || (!flush(folder) && errno != EINVAL)) {
        fail(path, "written, but its folder cannot be flushed to the disk", errno);
    }
}

} // namespace

void write_durably(std::string const& path, std::string_view bytes)
{
    auto const target = target_of(path);
    require_replaceable(path, target);
    auto const folder = folder_of(target), stem = stem_of(target);
    remove_remains(folder, stem);
    auto made = temporary(path, folder + stem);
    // Flushed before it has the name: else, after a power failure, the name may be there and the bytes not.
    write_new(path, made.file(), bytes);
    if (::rename(made.name().c_str(), target.c_str()) != 0) {
        fail(path, "cannot replace", errno);
    }
    made.keep();
    flush_folder(path, folder);
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
        auto const count = uninterrupted([&] {
            return ::read(file.number(), bytes.data() + used, bytes.size() - used);
        });
        if (count < 0) {
            fail(path, "cannot read", errno);
        }
        if (count == 0) {
            bytes.resize(used);
            return bytes;
        }
        used += static_cast<std::size_t>(count);
        if (used == bytes.size()) {
            bytes.resize(2 * used + 4096); // for a pipe the first buffer is one byte
        }
    }
}

} // namespace lagom
