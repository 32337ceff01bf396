// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/parts.hpp>

#include "checked_rate.hpp"
#include "shape_text.hpp"

#include <array>
#include <cmath>

namespace lagom {

template <class T>
auto read_rows(tile_view<T> from, long rows, long width) -> xt::xtensor<T, 2>
{
    auto out =
        xt::xtensor<T, 2>::from_shape({static_cast<std::size_t>(rows), static_cast<std::size_t>(width)});
    for (long r = 0; r < rows; ++r) {
        from.read_row(r, out.data() + r * width, width);
    }
    return out;
}

template <class T>
void write_rows(tile_view<T> to, xt::xtensor<T, 2> const& from, long rows, long width)
{
    if (from.shape(0) != static_cast<std::size_t>(rows) || from.shape(1) != static_cast<std::size_t>(width)) {
        throw data_error("dy has shape " + shape_text(from.shape()) + ", and the outputs have " +
                         shape_text(std::array<long, 2>{rows, width}));
    }
    for (long r = 0; r < rows; ++r) {
        to.write_row(r, from.data() + r * width, width);
    }
}

template <class T>
auto outputs_of(runner<T>& program, team& workers, basic_data_set<T> const& data) -> xt::xtensor<T, 2>
{
    auto const& p = program.plan();
    long const width = p.at(p.output).cols;
    auto out = xt::xtensor<T, 2>::from_shape({data.size(), static_cast<std::size_t>(width)});
    run_in_chunks<T, T>(program, workers, data, nullptr, [&](std::size_t first, std::size_t count) {
        auto const tile = program.tile(p.output);
        for (long r = 0; r < static_cast<long>(count); ++r) {
            tile.read_row(r, out.data() + (static_cast<long>(first) + r) * width, width);
        }
    });
    return out;
}

template <class T>
auto as_probabilities(xt::xtensor<T, 2> const& outputs, outputs_are what) -> xt::xtensor<T, 2>
{
    bool const done = what != outputs_are::logits;
    auto const n = outputs.shape(0), k = outputs.shape(1);
    auto out = xt::xtensor<T, 2>::from_shape({n, std::max<std::size_t>(k, 2)});
    for (std::size_t r = 0; r < n; ++r) {
        if (k == 1) {
            out(r, 1) = done ? outputs(r, 0) : 1 / (1 + std::exp(-outputs(r, 0)));
            out(r, 0) = done ? 1 - outputs(r, 0) : 1 / (1 + std::exp(outputs(r, 0)));
            continue;
        }
        if (done) {
            std::copy_n(&outputs(r, 0), k, &out(r, 0));
            continue;
        }
        T const most = *std::max_element(&outputs(r, 0), &outputs(r, 0) + k);
        T sum = 0;
        for (std::size_t c = 0; c < k; ++c) {
            out(r, c) = std::exp(outputs(r, c) - most);
            sum += out(r, c);
        }
        for (std::size_t c = 0; c < k; ++c) {
            out(r, c) /= sum;
        }
    }
    return out;
}

template <class T>
auto as_classes(xt::xtensor<T, 2> const& outputs, outputs_are what) -> std::vector<std::int32_t>
{
    T const middle = what == outputs_are::logits ? T(0) : T(0.5);
    std::vector<std::int32_t> classes(outputs.shape(0));
    auto const k = outputs.shape(1);
    for (std::size_t r = 0; r < classes.size(); ++r) {
        T const* const row = &outputs(r, 0);
        classes[r] = k == 1 ? (row[0] > middle ? 1 : 0)
                            : static_cast<std::int32_t>(std::max_element(row, row + k) - row);
    }
    return classes;
}

template <class T>
auto collect_gradients(runner<T>& program, store<T> const& values, long rows) -> gradient_result<T>
{
    auto const& p = program.plan();
    gradient_result<T> found;
    for (std::size_t i = 0; i < p.parameters.size(); ++i) {
        auto const& e = values.entries()[i];
        xt::xarray<T> g = xt::zeros<T>(e.shape());
        if (p.gradients[i] >= 0) {
            e.for_each([&](long r, long c, long at) {
                g.data()[at] = program.element(p.gradients[i], r, c);
            });
        }
        found.gradients.emplace(e.path, std::move(g));
    }
    if (p.input_gradient >= 0) {
        found.dx = read_rows(program.tile(p.input_gradient), rows, p.at(p.input_gradient).cols);
    }
    return found;
}

template <class T>
void updater<T>::update(named_gradients<T> const& gradients)
{
    auto const& p = program_->plan();
    for (auto const& [path, g] : gradients) {
        auto const& known = values_->entries();
        if (std::none_of(known.begin(), known.end(), [&](auto const& e) {
                return e.path == path;
            })) {
            throw argument_error("a gradient was given for '" + path + "', and no parameter has this path");
        }
    }
    for (std::size_t i = 0; i < p.parameters.size(); ++i) {
        if (p.gradients[i] < 0) {
            continue;
        }
        auto const& e = values_->entries()[i];
        auto const given = gradients.find(e.path);
        if (given == gradients.end()) {
            throw argument_error("no gradient was given for parameter '" + e.path + "'");
        }
        auto const wanted = e.shape();
        auto const& shape = given->second.shape();
        if (!std::equal(wanted.begin(), wanted.end(), shape.begin(), shape.end())) {
            throw argument_error("the gradient of '" + e.path + "' has shape " + shape_text(shape) +
                                 ", the parameter " + shape_text(wanted));
        }
        e.for_each([&](long r, long c, long at) {
            program_->element(p.gradients[i], r, c) = given->second.data()[at];
        });
    }
    auto const rate = rate_({.step = static_cast<double>(steps_), .steps_per_epoch = 1, .total_steps = 1});
    program_->set_learning_rate(checked_rate(p, optimizer_, rate, [&] {
        return "at step " + std::to_string(steps_ + 1);
    }));
    team alone(1);
    program_->take_model();
    program_->run(alone, static_cast<std::uint32_t>(++steps_));
    program_->give_model();
}

#define LAGOM_PARTS(T)                                                                                       \
    template auto read_rows(tile_view<T>, long, long) -> xt::xtensor<T, 2>;                                  \
    template void write_rows(tile_view<T>, xt::xtensor<T, 2> const&, long, long);                            \
    template auto outputs_of(runner<T>&, team&, basic_data_set<T> const&) -> xt::xtensor<T, 2>;              \
    template auto as_probabilities(xt::xtensor<T, 2> const&, outputs_are) -> xt::xtensor<T, 2>;              \
    template auto as_classes(xt::xtensor<T, 2> const&, outputs_are) -> std::vector<std::int32_t>;            \
    template auto collect_gradients(runner<T>&, store<T> const&, long) -> gradient_result<T>;                \
    template class updater<T>;
LAGOM_PARTS(float)
LAGOM_PARTS(double)
#undef LAGOM_PARTS

} // namespace lagom
