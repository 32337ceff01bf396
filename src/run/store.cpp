// SPDX-License-Identifier: BSL-1.0
#include <lagom/run/store.hpp>

#include <lagom/graph/paths.hpp>

#include <cmath>

namespace lagom::runners {

template <class T>
store<T>::store(plan::view const& p) : panel_(p.panel)
{
    long size = 0;
    for (auto const ids : {p.parameters, p.states}) {
        for (short const id : ids) {
            auto const& t = p.at(id);
            entries_.push_back({graphs::path_of<std::string>(p.scopes, t), t.is, t.over.where,
                                static_cast<int>(t.over.rows.fixed), t.over.cols, t.low, t.high, size});
            size += plan::room(plan::padded(t.over, static_cast<int>(panel_)), 0, panel_);
        }
    }
    parameter_count_ = p.parameters.size();
    for (short const id : p.rates) {
        auto const& t = p.at(id);
        rates_.push_back({graphs::path_of<std::string>(p.scopes, t), t.start, t.low, t.high});
    }
    numbers_ = buffer<T>(static_cast<std::size_t>(size));
}

template <class T>
void store<T>::initialize(plan::view const& p, seed s)
{
    std::size_t entry = 0;
    for (auto const ids : {p.parameters, p.states}) {
        for (short const id : ids) {
            auto const& t = p.at(id);
            auto const& e = entries_[entry];
            // A stream each: how many numbers one tensor draws changes no other.
            random_stream draws(s, draws_for::weights, static_cast<std::uint32_t>(entry));
            double const deviation = std::sqrt(t.start);
            for (int row = 0; row < e.rows; ++row) {
                for (int col = 0; col < e.cols; ++col) {
                    element(e, row, col) = static_cast<T>(
                        t.is == role::kernel ? (deviation > 0 ? deviation * draws.normal() : 0) : t.start);
                }
            }
            ++entry;
        }
    }
}

template class store<float>;
template class store<double>;

} // namespace lagom::runners
