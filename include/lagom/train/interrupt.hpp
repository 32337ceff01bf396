// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace lagom {

/// Whether the program was asked to end: Ctrl-C (SIGINT) since the last fit began, or SIGTERM or SIGHUP at any time.
/// It ends a loop of fits:
///
/// Example  for (auto const rate : rates) { results.push_back(fit(...)); if (interrupted()) { break; } }
auto interrupted() -> bool;

} // namespace lagom

namespace lagom::trainers {

/// While some guard lives, SIGINT, SIGTERM and SIGHUP ask instead of ending the program. A signal that the program
/// ignores stays ignored; a handler of its own is called as well. The last guard puts back what was there. SIGINT ends
/// the fits that run; after SIGTERM or SIGHUP those that begin later end at once, too. SIGPIPE, where the program leaves
/// it as it is, is ignored meanwhile, so that a callback that prints to nobody ends nothing; so it is in a program that a
/// callback starts.
class interrupt_guard {
public:
    interrupt_guard();
    ~interrupt_guard();
    interrupt_guard(interrupt_guard const&) = delete;
    auto operator=(interrupt_guard const&) -> interrupt_guard& = delete;

    [[nodiscard]] auto asked() const -> bool;

private:
    unsigned before_; // interrupts when it began
};

} // namespace lagom::trainers
