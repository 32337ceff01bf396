// SPDX-License-Identifier: BSL-1.0
#include "laws.hpp"

#include "../support.hpp"

#include <algorithm>
#include <filesystem>
#include <unistd.h>

using namespace lagom;

namespace law {

namespace {

constexpr std::size_t examples_of_a_run = 70;

auto index(long i) -> std::size_t { return static_cast<std::size_t>(i); }

/// A name of a file that is free, and is again when its owner ends.
struct free_name {
    std::string path;
    free_name()
    {
        static int count = 0;
        auto const folder = std::filesystem::temp_directory_path();
        path = (folder / ("law_" + std::to_string(::getpid()) + "_" + std::to_string(count++))).string();
    }
    ~free_name() { std::filesystem::remove(path); }
    free_name(free_name const&) = delete;
    auto operator=(free_name const&) -> free_name& = delete;
};

/// Numbers of a model that differ, padding included.
template <class T>
auto different(runners::model_base<T> const& a, runners::model_base<T> const& b) -> long
{
    auto const &x = a.values().numbers(), &y = b.values().numbers();
    long count = x.size() == y.size() ? 0 : 1;
    for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
        count += x.data()[i] == y.data()[i] ? 0 : 1;
    }
    return count;
}
template <class T>
auto different(xt::xtensor<T, 2> const& a, std::span<T const> b) -> long
{
    long count = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        count += a.data()[i] == b[i] ? 0 : 1;
    }
    return count;
}

/// Numbers of a model that are not 0 and belong to no parameter and no state: loops write zeros in the padding.
template <class T>
auto numbers_in_padding(runners::model_base<T> const& m) -> long
{
    auto const& values = m.values();
    long count = 0;
    for (std::size_t i = 0; i < values.numbers().size(); ++i) {
        count += values.numbers().data()[i] == 0 ? 0 : 1;
    }
    for (auto const& e : values.entries()) {
        e.for_each([&](long r, long c, long) {
            count -= values.element(e, r, c) == 0 ? 0 : 1;
        });
    }
    return count;
}

/// A model none of whose numbers is what a node starts with: no bias is 0, no scale 1, nothing is symmetric.
template <class T>
auto model_of(subject<T> const& s) -> std::shared_ptr<runners::model_base<T>>
{
    auto m = s.make(seed(3));
    int i = 0;
    for (auto const& e : m->values().entries()) {
        e.for_each([&](long r, long c, long) {
            m->values().element(e, r, c) += static_cast<T>(0.1 * std::sin(++i));
        });
    }
    m->set_standardized(true);
    return m;
}

/// A trained model: its statistics are those of data.
template <class T>
auto trained(subject<T> const& s) -> std::shared_ptr<runners::model_base<T>>
{
    auto m = s.make(seed(1));
    s.fit(*m, {});
    return m;
}

template <class T>
auto least_rows(subject<T> const& s) -> long
{
    return s.needs_two_rows ? 2 : 1;
}

/// f(rows) for each batch that a line can be trained on.
template <class T>
void for_batches(subject<T> const& s, auto f)
{
    for (long const rows : batches) {
        if (rows >= least_rows(s)) {
            CAPTURE(rows);
            f(rows);
        }
    }
}

/// Central differences: truncation is about h^2 and rounding 1e-16 / h, both below this. Where a relu has its kink
/// within h the difference is none, so that a worse one is taken again, nearer.
constexpr double close_enough = 1e-6;

/// The larger one, and a NaN where one is.
auto worse(double a, double b) -> double { return b <= a ? a : b; }

template <class Value>
auto slope_error(double& x, double gradient, Value value) -> double
{
    double const start = x;
    double error = 0;
    for (double const h : {1e-5, 1e-6, 2e-7}) {
        x = start + h;
        double const up = value();
        x = start - h;
        double const down = value();
        x = start;
        error = std::abs((up - down) / (2 * h) - gradient) / (1e-3 + std::abs(gradient));
        if (error < close_enough) {
            break;
        }
    }
    return error;
}

/// Compares numbers with what they should be. A layer multiplies an error by the sum of |w| at worst, more than it
/// does by chance: a deep network has bounds that say nothing, so such are refused that are not below half of the
/// largest number.
template <class T>
class comparison {
public:
    void see(std::vector<rounding::bounded<T>> const& wanted, std::span<T const> found)
    {
        REQUIRE(wanted.size() == found.size());
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            auto const error = std::abs(static_cast<long double>(found[i]) - wanted[i].value);
            outside_ += error <= wanted[i].error ? 0 : 1;
            loosest_ = std::max(loosest_, wanted[i].error);
            largest_ = std::max(largest_, std::abs(wanted[i].value));
        }
    }
    ~comparison()
    {
        CHECK(outside_ == 0);
        CHECK(loosest_ < 0.5L * largest_);
    }
    comparison() = default;
    comparison(comparison const&) = delete;
    auto operator=(comparison const&) -> comparison& = delete;

private:
    long outside_ = 0; // of their bounds
    long double loosest_ = 0, largest_ = 0; // bound, number
};

} // namespace

/// A class for each position of each example.
template <class T>
auto labels_of(subject<T> const& s, std::size_t rows) -> xt::xtensor<int, 2>
{
    auto const positions = index(s.positions);
    auto const flat = support::classes_of_rows(rows * positions, s.outputs);
    auto labels = xt::xtensor<int, 2>::from_shape({rows, positions});
    std::copy(flat.begin(), flat.end(), labels.begin());
    return labels;
}

template <class T>
auto examples_for(subject<T> const& s, long rows) -> examples<T>
{
    auto const n = index(rows), width = index(s.outputs * s.positions);
    examples<T> e{
        support::rows_of<T>(n, index(s.inputs)), labels_of(s, n), support::rows_of<T>(n, width), {}};
    e.shares = xt::abs(e.numbers);
    return e;
}

template <class T>
auto data_of(subject<T> const& s, unsigned from) -> basic_data_set<T>
{
    auto data = support::blobs<T>(examples_of_a_run, index(s.inputs), std::max(s.outputs, 2), from);
    if (s.reads_light) {
        xt::xtensor<T, 2> const light = 1 / (1 + xt::exp(-data.features()));
        data = basic_data_set<T>(light, data.labels());
    }
    if (s.reads_classes && s.positions == 1) {
        return data;
    }
    if (s.reads_classes) {
        return basic_data_set<T>(data.features(), labels_of(s, data.size()));
    }
    xt::xtensor<T, 2> const shares =
        xt::abs(support::rows_of<T>(examples_of_a_run, index(s.outputs * s.positions)));
    return basic_data_set<T>(data.features(), shares);
}
template <class T>
auto training_data(subject<T> const& s) -> basic_data_set<T>
{
    return data_of(s, 1);
}
template <class T>
auto held_out_data(subject<T> const& s) -> basic_data_set<T>
{
    return data_of(s, 2);
}

template <class T>
void read_bounds(rounding::program<T>& exact, short t, std::vector<rounding::bounded<T>>& to)
{
    auto const& over = exact.plan().at(t).over;
    long const batch = exact.batch(), positions = over.rows.per_example;
    for (long i = 0; i < over.rows.at(batch); ++i) { // example by example, as users have them
        long const row = positions > 1 ? i % positions * batch + i / positions : i;
        for (long c = 0; c < over.cols; ++c) {
            to.push_back(exact.at(t, row, c));
        }
    }
}

template <class T>
void feed_gradients(rounding::program<T>& exact, runners::store<T> const& values,
                    named_gradients<T> const& gradients)
{
    auto const& p = exact.plan();
    for (std::size_t k = 0; k < p.parameters.size(); ++k) {
        if (p.gradients[k] >= 0) {
            auto const& e = values.entries()[k];
            e.for_each([&](long r, long c, long i) {
                exact.element(p.gradients[k], r, c) = gradients.at(e.path).data()[i];
            });
        }
    }
}

void gradients_are_slopes(subject<double> const& s)
{
    INFO("law: gradient and objective agree by central differences");
    for_batches(s, [&](long rows) {
        auto const m = model_of(s);
        auto e = examples_for(s, rows);
        auto const found = s.gradient(*m, e, true);
        auto const value = [&] {
            return s.gradient(*m, e, true).loss + s.penalties(*m);
        };
        double worst = 0;
        // All numbers in a small batch, of a large kernel a thousand; some in a large one.
        auto const is_tried = [&](long i, std::size_t of) {
            return i % static_cast<long>(of / (rows == 7 ? 1000 : 5) + 1) == 0;
        };
        for (std::size_t k = 0; k < m->values().parameter_count(); ++k) {
            auto const& entry = m->values().entries()[k];
            auto const& gradient = found.gradients.at(entry.path);
            entry.for_each([&](long r, long c, long i) {
                if (is_tried(i, gradient.size())) {
                    worst = worse(worst,
                                  slope_error(m->values().element(entry, r, c), gradient.data()[i], value));
                }
            });
        }
        for (long i = 0; i < static_cast<long>(e.x.size()); ++i) {
            if (is_tried(i, e.x.size())) {
                worst = worse(worst, slope_error(e.x.data()[i], found.dx.data()[i], value));
            }
        }
        CHECK(worst <
              (s.asked.of_likeness ? 1e-3 : close_enough)); // of many layers, kinks lie near one another
    });
}

template <class T>
void fused_is_unfused(subject<T> const& s)
{
    INFO("law: fused and unfused gradients lie within each element's own bound");
    for_batches(s, [&](long rows) {
        CAPTURE(sizeof(T));
        auto const m = model_of(s);
        auto const e = examples_for(s, rows);
        auto const wanted = s.bounds_of_gradient(*m, e);
        rounding::sum<T> losses;
        for (auto const& of_example : wanted.at("")) {
            losses.add(of_example);
        }
        auto const loss = losses.total() / rounding::bounded<T>(rows * s.positions);
        comparison<T> all;
        for (bool const fused : {true, false}) {
            auto const found = s.gradient(*m, e, fused);
            CHECK(std::abs(found.loss - loss.value) <= loss.error);
            all.see(wanted.at("x"), {found.dx.data(), found.dx.size()});
            for (auto const& [path, gradient] : found.gradients) {
                all.see(wanted.at(path), {gradient.data(), gradient.size()});
            }
        }
    });
}

template <class T>
void fused_is_like_unfused(subject<T> const& s)
{
    INFO("law: fused and unfused gradients differ by less than 1e-9 of the largest number");
    for_batches(s, [&](long rows) {
        auto const m = model_of(s);
        auto const e = examples_for(s, rows);
        auto const a = s.gradient(*m, e, true), b = s.gradient(*m, e, false);
        double largest = 0, worst = worse(0, std::abs(a.loss - b.loss));
        auto const see = [&](auto const& x, auto const& y) {
            REQUIRE(x.size() == y.size());
            for (std::size_t i = 0; i < x.size(); ++i) {
                largest = std::max(largest, std::abs(static_cast<double>(y.data()[i])));
                worst = worse(worst, std::abs(static_cast<double>(x.data()[i] - y.data()[i])));
            }
        };
        see(a.dx, b.dx);
        for (auto const& [path, gradient] : a.gradients) {
            see(gradient, b.gradients.at(path));
        }
        CHECK(largest > 0);
        CHECK(worst < 1e-9 * largest);
    });
}

template <class T>
void examples_are_alone(subject<T> const& s)
{
    INFO("law: an example's gradient does not depend on those beside it, nor on the size of the batch");
    if (s.sees_batch || s.draws_by_row) {
        return;
    }
    auto const m = model_of(s);
    auto const of_many = s.gradient(*m, examples_for(s, 64), true).dx;
    for (long const rows : {1L, 2L, 32L}) { // of a mean: powers of two divide without rounding
        CAPTURE(rows);
        auto const of_few = s.gradient(*m, examples_for(s, rows), true).dx;
        long wrong = 0;
        for (std::size_t i = 0; i < of_few.size(); ++i) {
            wrong += of_few.data()[i] * static_cast<T>(rows) == of_many.data()[i] * 64 ? 0 : 1;
        }
        CHECK(wrong == 0);
    }
}

template <class T>
void updates_are_what_they_should_be(subject<T> const& s)
{
    INFO("law: fused and unfused updates lie within each element's own bound");
    CAPTURE(sizeof(T));
    constexpr long steps = 4;
    auto const m = model_of(s);
    named_gradients<T> gradients;
    int i = 0;
    for (std::size_t k = 0; k < m->values().parameter_count(); ++k) {
        auto const& e = m->values().entries()[k];
        auto& g = gradients[e.path] = m->parameter(e.path);
        for (auto& x : g) {
            x = static_cast<T>(std::cos(1.3 * ++i));
        }
    }
    auto const wanted = s.bounds_of_update(*m, gradients, steps);
    comparison<T> all;
    for (bool const fused : {true, false}) {
        auto const moved = model_of(s);
        s.update(*moved, gradients, steps, fused);
        for (auto const& [path, bounds] : wanted) {
            auto const found = moved->parameter(path);
            all.see(bounds, {found.data(), found.size()});
        }
    }
}

template <class T>
void threads_change_no_bit(subject<T> const& s)
{
    INFO("law: 1, 2, 3 and 8 threads give the same bits");
    for (long const rows : {7L, 65L, 200L}) { // the last is cut into blocks of rows
        CAPTURE(rows);
        auto const by = [&](int count) {
            auto m = s.make(seed(1));
            auto const step = s.step(*m, rows);
            runners::team workers(count,
                                  runners::team::use::all); // `fit` takes as many as pay; here all work
            for (std::uint32_t i = 1; i <= 3; ++i) {
                step->run(workers, i);
            }
            return m;
        };
        auto const one = by(1);
        CHECK(different(*one, *s.make(seed(1))) > 0);
        CHECK(numbers_in_padding(*one) == 0);
        for (int const count : {2, 3, 8}) {
            CAPTURE(count);
            CHECK(different(*one, *by(count)) == 0);
        }
    }
}

template <class T>
void a_stopped_run_goes_on(subject<T> const& s)
{
    INFO("law: a run that was stopped and goes on ends with the bits of one that never was");
    for (long const rows : {7L, 64L}) { // ten steps an epoch, and two
        CAPTURE(rows);
        auto const whole = s.make(seed(1)), m = s.make(seed(1));
        auto const wanted = s.fit(*whole, {.rows = rows});
        free_name const file;
        run const by_step{.rows = rows, .last_step = rows == 7 ? 6 : 3, .kept_in = file.path},
            by_epoch{.rows = rows, .last_epoch = 1, .kept_in = file.path};
        // The length of the run is part of what such a schedule computes.
        auto const part = s.fit(*s.make(seed(1)), s.spans_run ? by_epoch : by_step);
        CHECK(part.steps < wanted.steps);
        auto const found = s.fit(*m, {.rows = rows, .kept_in = file.path, .threads = 3});
        CHECK(different(*m, *whole) == 0);
        CHECK(found.steps == wanted.steps);
        CHECK(found.clause == wanted.clause);
        CHECK(found.best_epoch == wanted.best_epoch);
        CHECK(found.returned_epoch == wanted.returned_epoch);
        REQUIRE(found.history.size() == wanted.history.size());
        for (std::size_t i = 0; i < wanted.history.size(); ++i) {
            CHECK(found.history[i].training_loss == wanted.history[i].training_loss);
            CHECK(found.history[i].rate == wanted.history[i].rate);
        }
    }
}

template <class T>
void what_is_saved_is_loaded(subject<T> const& s)
{
    INFO("law: a model that was saved and loaded is the same");
    auto const m = trained(s), again = s.make(seed(9));
    for (auto const& rate : m->values().rates()) { // another than in the network
        m->set(rate.path, rate.low == zero_or_whole ? rate.value + 1 : rate.value * 0.875);
    }
    free_name const file;
    save(*m, file.path);
    load(*again, file.path);
    CHECK(different(*again, *m) == 0);
    for (auto const& rate : m->values().rates()) {
        CHECK(again->rate(rate.path) == rate.value);
    }
    auto const x = examples_for(s, 65).x;
    auto const a = s.predict(*m, x), b = s.predict(*again, x);
    CHECK(different<T>(a, {b.data(), b.size()}) == 0);
}

template <class T>
void a_predictor_predicts(subject<T> const& s)
{
    INFO("law: a predictor gives the bits of predict, of one example and of many");
    auto const m = trained(s);
    auto const serve = s.serve(*m);
    for (long const rows : batches) {
        CAPTURE(rows);
        auto const x = examples_for(s, rows).x;
        auto const wanted = s.predict(*m, x);
        CHECK(different<T>(wanted, (*serve)({x.data(), x.size()})) == 0);
        for (std::size_t r = 0; r < index(rows); ++r) {
            auto const width = x.size() / index(rows), out = wanted.size() / index(rows);
            auto const alone = (*serve)({x.data() + r * width, width});
            CHECK(std::equal(alone.begin(), alone.end(), wanted.data() + r * out));
        }
    }
}

template <class T>
void fused_is_stepwise(subject<T> const& s)
{
    INFO("law: fused and stepwise give the same bits");
    for_batches(s, [&](long rows) {
        CAPTURE(sizeof(T));
        auto const a = s.make(seed(1)), b = s.make(seed(1));
        s.fit(*a, {.rows = rows, .last_step = 12});
        s.fit(*b, {.rows = rows, .last_step = 12, .is_stepwise = true});
        CHECK(different(*a, *s.make(seed(1))) > 0);
        CHECK(different(*a, *b) == 0);
    });
}

#define LAWS_IN(T)                                                                                           \
    template auto examples_for<T>(subject<T> const&, long) -> examples<T>;                                   \
    template auto training_data<T>(subject<T> const&) -> basic_data_set<T>;                                  \
    template auto held_out_data<T>(subject<T> const&) -> basic_data_set<T>;                                  \
    template void read_bounds<T>(rounding::program<T>&, short, std::vector<rounding::bounded<T>>&);          \
    template void feed_gradients<T>(rounding::program<T>&, runners::store<T> const&,                         \
                                    named_gradients<T> const&);                                              \
    template void fused_is_like_unfused<T>(subject<T> const&);                                               \
    template void fused_is_unfused<T>(subject<T> const&);                                                    \
    template void examples_are_alone<T>(subject<T> const&);                                                  \
    template void updates_are_what_they_should_be<T>(subject<T> const&);                                     \
    template void threads_change_no_bit<T>(subject<T> const&);                                               \
    template void a_stopped_run_goes_on<T>(subject<T> const&);                                               \
    template void what_is_saved_is_loaded<T>(subject<T> const&);                                             \
    template void a_predictor_predicts<T>(subject<T> const&);                                                \
    template void fused_is_stepwise<T>(subject<T> const&);
LAWS_IN(float)
LAWS_IN(double)

} // namespace law
