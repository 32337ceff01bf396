// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/run_memory.hpp>

#include <lagom/core/exceptions.hpp>

#include <charconv>

namespace lagom::trainers {

namespace {

/// The fewest digits that read back as this number: a run that goes on decides as it would have.
template <class Number>
auto as_text(Number x) -> std::string
{
    char text[32]; // 24 are enough for any double
    return {text, std::to_chars(text, text + sizeof text, x).ptr};
}

template <class Number>
void recall(std::map<std::string, std::string> const& kept, std::string const& name, Number& x)
{
    auto const found = kept.find(name);
    if (found == kept.end()) {
        throw argument_error("nothing is remembered as '" + name + "'");
    }
    auto const& text = found->second;
    auto const end = std::from_chars(text.data(), text.data() + text.size(), x);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size()) {
        throw argument_error("'" + name + "' is '" + text + "', which is no number");
    }
}

} // namespace

void run_memory::number(std::string const& name, double& x)
{
    if (direction_ == direction::keeping) {
        kept_[name] = as_text(x);
    } else {
        recall(kept_, name, x);
    }
}

void run_memory::number(std::string const& name, long& x)
{
    if (direction_ == direction::keeping) {
        kept_[name] = as_text(x);
    } else {
        recall(kept_, name, x);
    }
}

} // namespace lagom::trainers
