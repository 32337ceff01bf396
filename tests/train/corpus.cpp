// SPDX-License-Identifier: BSL-1.0
#include "../fuzz/targets.hpp"

#include "../stderr_of.hpp"

#include <lagom/data/durable.hpp>

#include <doctest/doctest.h>

/// Fault     made-up files
/// Injected  the corpus of fuzzing, and all its beginnings
/// Holds     read or refused
TEST_CASE("corpus: what fuzzing starts from, and all its beginnings, is read or refused")
{
    long replayed = 0;
    auto const said = support::stderr_of([&] { // a file without a digest, a line without an end
        for (auto const* const name : {"csv", "npy", "idx", "image", "model", "run"}) {
            for (auto const& file :
                 std::filesystem::directory_iterator(std::string("tests/fuzz/corpus/") + name)) {
                CAPTURE(file.path().string());
                auto const bytes = lagom::read_whole(file.path().string());
                // A run's file has one digest: all its beginnings but a few end in the same place.
                auto const apart = std::string_view(name) == "run" ? std::size_t{7} : std::size_t{1};
                for (auto length = bytes.size() % apart; length <= bytes.size(); length += apart) {
                    CHECK_NOTHROW(fuzz::target_of(name)(std::string_view(bytes).substr(0, length)));
                }
                ++replayed;
            }
        }
    });
    CHECK(replayed >= 30);
    CHECK(said.find("has no digest") != std::string::npos);
}
