// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/feed.hpp>

#include <algorithm>
#include <numeric>

namespace lagom::trainers {

template <class T, class D>
void feed_features(runners::runner<T>& to, basic_data_set<D> const& data,
                   std::span<std::uint32_t const> places, row_change<T> const& change)
{
    auto const tile = to.tile(to.plan().input);
    auto const columns = static_cast<long>(data.columns());
    thread_local std::vector<T> row; // kept, so that a step allocates nothing
    for (std::size_t i = 0; i < places.size(); ++i) {
        D const* const from = data.features().data() + static_cast<long>(places[i]) * columns;
        if (change) {
            row.assign(from, from + columns);
            change(row.data(), places[i]);
            tile.write(static_cast<long>(i), row.data());
        } else {
            tile.write(static_cast<long>(i), from);
        }
    }
}

template <class T, class D>
void feed_targets(runners::runner<T>& to, basic_data_set<D> const& data,
                  std::span<std::uint32_t const> places, target_rule const& rule)
{
    auto const tile = to.tile(to.plan().target);
    thread_local std::vector<D> none; // of the classes
    none.assign(static_cast<std::size_t>(tile.size()), D(0));
    for (std::size_t i = 0; i < places.size(); ++i) {
        auto const example = static_cast<long>(i), place = static_cast<long>(places[i]);
        if (!data.has_classes()) {
            tile.write(example, data.targets().data() + place * tile.size());
            continue;
        }
        tile.write(example, none.data());
        for (long p = 0; p < rule.positions; ++p) {
            auto const label = data.labels()[static_cast<std::size_t>(place * rule.positions + p)];
            tile(example, p, rule.binary ? 0 : label) = static_cast<T>(rule.binary ? label : 1);
        }
    }
}

auto places_from(std::size_t first, std::size_t count) -> std::vector<std::uint32_t>
{
    std::vector<std::uint32_t> places(count);
    std::iota(places.begin(), places.end(), static_cast<std::uint32_t>(first));
    return places;
}

auto examples_at_once(plan::view const& p) -> std::size_t
{
    constexpr long most_examples = 256, most_rows = 16384, fewest_examples = 8;
    long positions = 1;
    for (auto const& t : p.tensors) {
        positions = std::max(positions, t.over.rows.per_example);
    }
    return static_cast<std::size_t>(std::clamp(most_rows / positions, fewest_examples, most_examples));
}

template <class T, class D>
void run_in_chunks(runners::runner<T>& program, runners::team& workers, basic_data_set<D> const& data,
                   target_rule const* rule,
                   std::function<void(std::size_t first, std::size_t count)> const& f)
{
    program.take_model();
    auto const together = examples_at_once(program.plan());
    for (std::size_t first = 0; first < data.size(); first += together) {
        auto const places = places_from(first, std::min(together, data.size() - first));
        program.set_batch(static_cast<long>(places.size()));
        feed_features<T, D>(program, data, places);
        if (rule != nullptr) {
            feed_targets<T, D>(program, data, places, *rule);
        }
        program.run(workers, 1);
        f(first, places.size());
    }
}

#define LAGOM_FEED(T, D)                                                                                     \
    template void feed_features(runners::runner<T>&, basic_data_set<D> const&,                               \
                                std::span<std::uint32_t const>, row_change<T> const&);                       \
    template void feed_targets(runners::runner<T>&, basic_data_set<D> const&,                                \
                               std::span<std::uint32_t const>, target_rule const&);                          \
    template void run_in_chunks(runners::runner<T>&, runners::team&, basic_data_set<D> const&,               \
                                target_rule const*, std::function<void(std::size_t, std::size_t)> const&);
LAGOM_FEED(float, float)
LAGOM_FEED(float, double)
LAGOM_FEED(double, float)
LAGOM_FEED(double, double)
#undef LAGOM_FEED

} // namespace lagom::trainers
