// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/run/model.hpp>

#include <utility>
#include <vector>

namespace lagom {

/// What a fit changes in a model before its first step, as it was.
template <class T>
class model_start {
public:
    explicit model_start(model_base<T> const& m) : notes_(m.notes())
    {
        auto const& entries = m.values().entries();
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (entries[i].is_measured_on_data() && !entries[i].measured) {
                unmeasured_.emplace_back(i, m.parameter(entries[i].path));
            }
        }
    }
    void put_back(model_base<T>& m) const
    {
        m.set_notes(notes_);
        for (auto const& [entry, numbers] : unmeasured_) {
            m.set_parameter(m.values().entries()[entry].path, numbers);
            m.values().set_measured(entry, false);
        }
    }

private:
    model_notes notes_;
    std::vector<std::pair<std::size_t, xt::xarray<T>>> unmeasured_;
};

} // namespace lagom
