// SPDX-License-Identifier: BSL-1.0
#include <lagom/run/runner.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace lagom::runners {

template <class T>
runner<T>::runner(plan::view const& p, store<T>& model) : p_(p), model_(&model)
{
    auto const n = p.tensors.size();
    numbers_.assign(n, 0);
    noise_.resize(n);
    std::uint32_t layer = 0;
    for (std::size_t t = 0; t < n; ++t) {
        numbers_[t] = as_drawn(p.tensors[t].start, p.tensors[t].is == role::rate ? p.tensors[t].low : 0);
        bool const drawn = p.tensors[t].is == role::random && p.tensors[t].producer >= 0;
        noise_[t].layer = drawn ? ++layer : 0;
    }
}

template <class T>
runner<T>::~runner() = default;

template <class T>
auto runner<T>::now() -> double
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

template <class T>
void runner<T>::start_step(std::uint32_t step)
{
    for (auto& key : noise_) {
        key.step = step;
    }
    if (p_.step >= 0) {
        number(p_.step) = step;
    }
}

template <class T>
void runner<T>::save(std::vector<T>& to)
{
    std::size_t count = 0;
    for_each_carried([&](std::span<T> numbers) {
        count += numbers.size();
    });
    to.clear();
    to.reserve(count);
    for_each_carried([&](std::span<T> numbers) {
        to.insert(to.end(), numbers.begin(), numbers.end());
    });
}

template <class T>
void runner<T>::load(std::vector<T> const& from)
{
    auto const* at = from.data();
    for_each_carried([&](std::span<T> numbers) {
        std::copy_n(at, numbers.size(), numbers.data());
        at += numbers.size();
    });
}

template <class T>
auto runner<T>::model_is_finite() -> bool
{
    bool finite = true;
    for (auto const ids : {p_.parameters, p_.states}) {
        for (short const id : ids) {
            for (T const x : carried(id)) {
                finite = finite && std::isfinite(x);
            }
        }
    }
    return finite;
}

template class runner<float>;
template class runner<double>;

} // namespace lagom::runners
