// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/train/predict.hpp>

#include <concepts>
#include <cstdint>
#include <span>

namespace lagom {

namespace trainers {

/// The part of a predictor that does not depend on its network.
template <class T>
class basic_predictor {
public:
    basic_predictor(runners::model_base<T> const& m, std::unique_ptr<runners::runner<T>> program,
                    long most_rows);

    /// The outputs of some examples, one after another. They lie in the predictor until its next call.
    ///
    /// @param x  [examples, ...], row-major
    /// Returns   [examples, ...], row-major
    /// Throws    data_error if x does not hold whole examples, or a NaN or an infinity
    auto operator()(std::span<T const> x) -> std::span<T const>;
    /// The same of bytes, each divided by 255, for a model that was trained on pixels.
    ///
    /// Throws  data_error for another model, and for an example that is not whole
    auto operator()(std::span<std::uint8_t const> x) -> std::span<T const>;
    /// Numbers of another type, or none.
    template <class X>
        requires(!std::convertible_to<X const&, std::span<T const>> &&
                 !std::convertible_to<X const&, std::span<std::uint8_t const>>)
    auto operator()(X const&) -> std::span<T const>
    {
        refuse(predictor_reads_an_array_of_its_numbers_or_of_bytes_and_is_given<T, X>{});
        return {};
    }

private:
    /// Of so many, in nearly equal runs whose activations stay in a cache.
    [[nodiscard]] auto at_once(long examples) const -> long;

    std::shared_ptr<runners::store<T> const> values_; // the model may move, or go
    std::unique_ptr<runners::runner<T>> program_;
    runners::team alone_{1};
    std::vector<T> outputs_, numbers_; // the second: of bytes
    bool of_pixels_;
};

} // namespace trainers

/// A model at work: outputs in inference mode, with a workspace of its own. A call allocates nothing unless
/// it brings more examples than any before (or than `most_rows`), or, of a network that goes over positions in
/// windows, another number of them than the call before, for which lists are made. One predictor is for one thread;
/// any number of them may share a model, as long as nobody changes it. The model may move, or go before its
/// predictor. Numbers are taken as they are: a model of pixels is given bytes, or values in [0, 1].
///
/// Throws   argument_error for most_rows below 1, and for a model that holds a NaN or was never standardized
/// Example  predictor serve(model);  auto logits = serve(features);
template <class T, class Net>
class predictor : public trainers::basic_predictor<T> {
public:
    explicit predictor(network_model<T, Net> const& m, long most_rows = 1)
        : trainers::basic_predictor<T>(
              m, runners::make_reader<Net, no_objective, plan::purpose::infer, fused_t>(m.values()),
              most_rows)
    {
    }
};

template <>
class predictor<float, not_made> {
public:
    explicit predictor(not_made const&, long = 1) {}
    template <class... A>
    explicit predictor(A const&...)
    {
        refuse(predictor_takes_a_model_and_most_rows<A...>{});
    }
    auto operator()(auto const&...) -> std::span<float const> { return {}; }
};
predictor(not_made const&, long) -> predictor<float, not_made>;
predictor(not_made const&) -> predictor<float, not_made>;

template <class M, class... A>
    requires(!requires { typename M::network; })
predictor(M const&, A const&...) -> predictor<float, not_made>;

} // namespace lagom
