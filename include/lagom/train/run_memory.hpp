// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <string>

namespace lagom::trainers {

/// Named numbers that something keeps from epoch to epoch, on their way into a run's file or back.
class run_memory {
public:
    enum class direction : unsigned char { keeping, recalling };

    explicit run_memory(direction d, std::map<std::string, std::string> kept = {})
        : direction_(d), kept_(std::move(kept))
    {
    }

    /// Keeps a number under a name, or makes it what was kept.
    ///
    /// Throws  argument_error where nothing was kept under this name, or what is no such number
    void number(std::string const& name, double& x);
    void number(std::string const& name, long& x);

    /// Texts by name: each reads back as the same number.
    [[nodiscard]] auto kept() const -> std::map<std::string, std::string> const& { return kept_; }

private:
    direction direction_;
    std::map<std::string, std::string> kept_;
};

} // namespace lagom::trainers
