// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/predictor.hpp>

#include "core/range_text.hpp"
#include "core/unfit.hpp"

#include <lagom/core/exceptions.hpp>

#include <algorithm>
#include <limits>

namespace lagom::trainers {

template <class T>
basic_predictor<T>::basic_predictor(runners::model_base<T> const& m,
                                    std::unique_ptr<runners::runner<T>> program, long most_rows)
    : values_(m.shared_values()), program_(std::move(program)), of_pixels_(m.notes().of_pixels)
{
    m.require_ready("predictor");
    in_range("predictor", "most_rows", static_cast<double>(most_rows), 1, 1e9);
    program_->set_batch(std::min(most_rows, static_cast<long>(examples_at_once(program_->plan()))));
    outputs_.reserve(static_cast<std::size_t>(most_rows * program_->tile(program_->plan().output).size()));
}

template <class T>
auto basic_predictor<T>::at_once(long examples) const -> long
{
    auto const most = static_cast<long>(examples_at_once(program_->plan()));
    long const runs = (examples + most - 1) / most;
    return (examples + runs - 1) / runs;
}

template <class T>
auto basic_predictor<T>::operator()(std::span<T const> x) -> std::span<T const>
{
    auto const& p = program_->plan();
    long const inputs = program_->tile(p.input).size(), outputs = program_->tile(p.output).size(),
               examples = static_cast<long>(x.size()) / inputs;
    if (x.empty() || examples * inputs != static_cast<long>(x.size())) {
        throw data_error("the network reads " + std::to_string(inputs) +
                         " features an example and was given " + std::to_string(x.size()) + " numbers");
    }
    if (auto const at = first_unfit(x.data(), x.size(), std::numeric_limits<T>::max()); at < x.size()) {
        throw data_error("the features hold " + number_text(x[at]) + " in row " +
                         std::to_string(static_cast<long>(at) / inputs) + ", column " +
                         std::to_string(static_cast<long>(at) % inputs) +
                         " (both counted from 0); expected finite numbers");
    }
    long const together = at_once(examples);
    program_->set_batch(together);
    auto const input = program_->tile(p.input), output = program_->tile(p.output);
    outputs_.resize(static_cast<std::size_t>(examples * outputs));
    for (long first = 0; first < examples; first += together) {
        long const here = std::min(together, examples - first); // of the last run the rest is old
        for (long i = 0; i < here; ++i) {
            input.write(i, x.data() + (first + i) * inputs);
        }
        program_->run(alone_, 1);
        for (long i = 0; i < here; ++i) {
            output.read(i, outputs_.data() + (first + i) * outputs);
        }
    }
    return outputs_;
}

template <class T>
auto basic_predictor<T>::operator()(std::span<std::uint8_t const> x) -> std::span<T const>
{
    if (!of_pixels_) {
        throw data_error(
            "the model was not trained on pixels, and was given bytes; give numbers like those that it was "
            "trained on");
    }
    numbers_.resize(x.size());
    std::transform(x.begin(), x.end(), numbers_.begin(), [](std::uint8_t level) {
        return static_cast<T>(level) / T(255);
    });
    return (*this)(std::span<T const>(numbers_));
}

template class basic_predictor<float>;
template class basic_predictor<double>;

} // namespace lagom::trainers
