// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/feed.hpp>

#include "train/idle_worker.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <numeric>
#include <utility>

namespace lagom::trainers {

namespace {

/// What a byte is as a pixel.
template <class T>
auto const shades = [] {
    std::array<T, 256> all{};
    for (std::size_t level = 0; level < all.size(); ++level) {
        all[level] = static_cast<T>(level) / T(255); // as read_idx<T> has it
    }
    return all;
}();

/// What a worker takes at once: some 10 us of augmentation.
constexpr std::size_t numbers_of_a_unit = 3072;
/// Multiplications that an augmentation takes a number, as a first guess; what pays is measured then.
constexpr double work_of_a_number = 30;

/// Writes one example as the network reads it.
template <class T, class P>
void write_example(tile_view<T> const& tile, long example, P const* from, bool are_pixels)
{
    if constexpr (std::is_same_v<P, std::uint8_t>) {
        if (are_pixels) {
            thread_local std::vector<T> numbers; // kept, so that a step allocates nothing
            numbers.resize(static_cast<std::size_t>(tile.size()));
            std::transform(from, from + tile.size(), numbers.begin(), [](std::uint8_t level) {
                return shades<T>[level];
            });
            return tile.write(example, numbers.data());
        }
    }
    tile.write(example, from);
}

template <class D>
auto example_at(basic_data_set<D> const& data, std::uint32_t place) -> D const*
{
    return data.features().data() + std::size_t{place} * data.columns();
}

/// An example, changed, in `to`.
template <class D, class P>
void change_example(basic_data_set<D> const& data, row_change<P> const& change, std::uint32_t place, P* to)
{
    thread_local std::vector<P> scratch;
    scratch.resize(data.columns());
    auto const* const from = example_at(data, place);
    std::copy(from, from + data.columns(), to);
    change(to, scratch.data(), place);
}

} // namespace

template <class T, class D>
void feed_features(runners::runner<T>& to, basic_data_set<D> const& data,
                   std::span<std::uint32_t const> places)
{
    auto const tile = to.tile(to.plan().input);
    for (std::size_t i = 0; i < places.size(); ++i) {
        write_example(tile, static_cast<long>(i), example_at(data, places[i]), data.are_pixels());
    }
}

template <class T, class D>
void feed_targets(runners::runner<T>& to, basic_data_set<D> const& data,
                  std::span<std::uint32_t const> places, target_rule const& rule)
{
    auto* const columns = data.has_classes() && !rule.binary ? to.classes(to.plan().target) : nullptr;
    if (columns != nullptr) {
        for (std::size_t i = 0; i < places.size(); ++i) {
            for (std::size_t p = 0, n = static_cast<std::size_t>(rule.positions); p < n; ++p) {
                columns[p * places.size() + i] = data.labels()[places[i] * n + p];
            }
        }
        return;
    }
    auto const tile = to.tile(to.plan().target);
    thread_local std::vector<T> none; // of the classes
    none.assign(static_cast<std::size_t>(tile.size()), T(0));
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
    long const whole_tiles = most_rows / positions / fewest_examples * fewest_examples;
    return static_cast<std::size_t>(std::clamp(whole_tiles, fewest_examples, most_examples));
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

/// Examples that are changed while something else runs. One thread writes them; `ready` says which are whole, and of
/// which batch, so that the other one reads those alone, and need not wait for one that is being written.
template <class T, class D>
struct feeder<T, D>::ahead {
    explicit ahead(basic_data_set<D> const& of) : data(of) {}

    basic_data_set<D> const& data;
    // Of the batch that was offered; they change only while the worker has none.
    std::vector<std::uint32_t> places;
    std::shared_ptr<row_change<number> const> change;
    std::uint64_t batch = 0;
    std::vector<number> rows; // written by the worker
    std::vector<std::atomic<std::uint64_t>> ready;
    idle_worker worker{[this] {
        for (std::size_t i = places.size(); i > 0 && !worker.is_called_off();
             --i) { // the workers begin at the front
            change_example(data, *change, places[i - 1], rows.data() + (i - 1) * data.columns());
            ready[i - 1].store(batch, std::memory_order_release);
        }
    }};

    void offer(std::span<std::uint32_t const> next, std::shared_ptr<row_change<number> const> const& by)
    {
        if (!worker.has_none()) {
            return; // it has no core: what it was at last is not done yet
        }
        places.assign(next.begin(), next.end());
        change = by;
        ++batch;
        if (ready.size() < places.size()) {
            ready = std::vector<std::atomic<std::uint64_t>>(places.size());
            rows.resize(places.size() * data.columns());
        }
        worker.begin();
    }
    /// Whether that was this batch.
    [[nodiscard]] auto is_of(std::span<std::uint32_t const> now,
                             std::shared_ptr<row_change<number> const> const& by) const -> bool
    {
        return change == by && std::equal(now.begin(), now.end(), places.begin(), places.end());
    }
    /// An example that is whole, or nothing.
    [[nodiscard]] auto find(std::size_t i) const -> number const*
    {
        return ready[i].load(std::memory_order_acquire) == batch ? rows.data() + i * data.columns() : nullptr;
    }
};

template <class T, class D>
feeder<T, D>::feeder(runners::runner<T>& to, basic_data_set<D> const& data, int threads)
    : to_(to), data_(data), threads_(threads)
{
}
template <class T, class D>
feeder<T, D>::~feeder() = default;

template <class T, class D>
void feeder<T, D>::set_change(row_change<number> change)
{
    change_ = change ? std::make_shared<row_change<number> const>(std::move(change)) : nullptr;
}

template <class T, class D>
void feeder<T, D>::feed(runners::team& workers, std::span<std::uint32_t const> places)
{
    if (!change_) {
        return feed_features<T, D>(to_, data_, places);
    }
    if (ahead_) {
        ahead_->worker.call_off();
    }
    auto const tile = to_.tile(to_.plan().input);
    auto const* const made = ahead_ && ahead_->is_of(places, change_) ? ahead_.get() : nullptr;
    auto const together = std::max<std::size_t>(1, numbers_of_a_unit / data_.columns());
    auto const units = (places.size() + together - 1) / together;
    job_.stages = {{.units = static_cast<int>(units), .how = runners::sharing::by_unit}};
    job_.work = static_cast<double>(places.size() * data_.columns()) * work_of_a_number;
    std::atomic<long> found{0};
    workers.run(job_, [&](int, int first, int last) {
        thread_local std::vector<number> row; // kept, so that a step allocates nothing
        row.resize(data_.columns());
        auto const end = std::min(static_cast<std::size_t>(last) * together, places.size());
        for (auto i = static_cast<std::size_t>(first) * together; i < end; ++i) {
            auto const* from = made != nullptr ? made->find(i) : nullptr;
            if (from == nullptr) {
                change_example(data_, *change_, places[i], row.data());
                from = row.data();
            } else {
                found.fetch_add(1, std::memory_order_relaxed);
            }
            write_example(tile, static_cast<long>(i), from, data_.are_pixels());
        }
    });
    were_ahead_ += found.load();
}

template <class T, class D>
void feeder<T, D>::expect(std::span<std::uint32_t const> places)
{
    if (!change_ || threads_ < 2) {
        return;
    }
    if (!ahead_) {
        ahead_ = std::make_unique<ahead>(data_);
    }
    ahead_->offer(places, change_);
}

#define LAGOM_FEED(T, D)                                                                                     \
    template void feed_features(runners::runner<T>&, basic_data_set<D> const&,                               \
                                std::span<std::uint32_t const>);                                             \
    template class feeder<T, D>;                                                                             \
    template void feed_targets(runners::runner<T>&, basic_data_set<D> const&,                                \
                               std::span<std::uint32_t const>, target_rule const&);                          \
    template void run_in_chunks(runners::runner<T>&, runners::team&, basic_data_set<D> const&,               \
                                target_rule const*, std::function<void(std::size_t, std::size_t)> const&);
LAGOM_FEED(float, float)
LAGOM_FEED(float, double)
LAGOM_FEED(double, float)
LAGOM_FEED(double, double)
LAGOM_FEED(float, std::uint8_t)
LAGOM_FEED(double, std::uint8_t)
#undef LAGOM_FEED

} // namespace lagom::trainers
