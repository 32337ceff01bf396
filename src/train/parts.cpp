// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/parts.hpp>

#include "core/shape_text.hpp"
#include "train/checked_rate.hpp"

#include <array>

namespace lagom {

namespace trainers {

template <class T>
void write_examples(tile_view<T> to, xt::xtensor<T, 2> const& from)
{
    std::array<long, 2> const wanted{to.batch, to.size()};
    if (!std::equal(wanted.begin(), wanted.end(), from.shape().begin(), [](long a, std::size_t b) {
            return static_cast<std::size_t>(a) == b;
        })) {
        throw data_error("dy has shape " + shape_text(from.shape()) + ", and the outputs have " +
                         shape_text(wanted));
    }
    for (long i = 0; i < to.batch; ++i) {
        to.write(i, from.data() + i * to.size());
    }
}

template <class T>
auto collect_gradients(runners::runner<T>& program, runners::store<T> const& values) -> gradient_result<T>
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
        found.dx = read_examples(program.tile(p.input_gradient));
    }
    return found;
}

} // namespace trainers

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
    program_->set_learning_rate(trainers::checked_rate(p, optimizer_, rate, [&] {
        return "at step " + std::to_string(steps_ + 1);
    }));
    runners::team alone(1);
    program_->take_model();
    program_->run(alone, static_cast<std::uint32_t>(++steps_));
    program_->give_model();
}

#define LAGOM_PARTS(T)                                                                                       \
    template void trainers::write_examples(tile_view<T>, xt::xtensor<T, 2> const&);                          \
    template auto trainers::collect_gradients(runners::runner<T>&, runners::store<T> const&)                 \
        -> gradient_result<T>;                                                                               \
    template class updater<T>;
LAGOM_PARTS(float)
LAGOM_PARTS(double)
#undef LAGOM_PARTS

} // namespace lagom
