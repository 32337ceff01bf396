// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/predictor.hpp>

#include "core/range_text.hpp"
#include "core/unfit.hpp"

#include <lagom/core/exceptions.hpp>

#include <limits>

namespace lagom::trainers {

template <class T>
basic_predictor<T>::basic_predictor(runners::model_base<T> const& m,
                                    std::unique_ptr<runners::runner<T>> program, long most_rows)
    : values_(m.shared_values()), program_(std::move(program))
{
    m.require_ready("predictor");
    in_range("predictor", "most_rows", static_cast<double>(most_rows), 1, 1e9);
    program_->set_batch(most_rows);
    outputs_.reserve(static_cast<std::size_t>(most_rows * program_->tile(program_->plan().output).size()));
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
    program_->set_batch(examples);
    auto const input = program_->tile(p.input), output = program_->tile(p.output);
    for (long i = 0; i < examples; ++i) {
        input.write(i, x.data() + i * inputs);
    }
    program_->run(alone_, 1);
    outputs_.resize(static_cast<std::size_t>(examples * outputs));
    for (long i = 0; i < examples; ++i) {
        output.read(i, outputs_.data() + i * outputs);
    }
    return outputs_;
}

template class basic_predictor<float>;
template class basic_predictor<double>;

} // namespace lagom::trainers
