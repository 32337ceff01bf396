// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "core/blocked_signal.hpp"

#include <cstdio>
#include <memory>
#include <span>

namespace lagom::trainers {

/// Numbers that need not stay in memory: a temporary file without a name, which ends with its owner.
class scratch_file {
public:
    scratch_file() : file_(std::tmpfile()) {}

    /// Goes back to the beginning, to write over what is there or to read it. False if there is no file.
    auto rewind() -> bool { return file_ != nullptr && std::fseek(file_.get(), 0, SEEK_SET) == 0; }
    template <class T>
    auto write(std::span<T const> numbers) -> bool
    {
        blocked_signal const no_room(SIGXFSZ);
        return std::fwrite(numbers.data(), sizeof(T), numbers.size(), file_.get()) == numbers.size();
    }
    /// Everything written is in the file: on a full disk it is not.
    auto flush() -> bool
    {
        blocked_signal const no_room(SIGXFSZ);
        return std::fflush(file_.get()) == 0;
    }
    template <class T>
    auto read(std::span<T> numbers) -> bool
    {
        return std::fread(numbers.data(), sizeof(T), numbers.size(), file_.get()) == numbers.size();
    }

private:
    struct closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::unique_ptr<std::FILE, closer> file_;
};

} // namespace lagom::trainers
