// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/run/model.hpp>

#include <utility>
#include <vector>

namespace lagom::trainers {

/// A model as a fit found it, until the first step.
template <class T>
class model_start {
public:
    explicit model_start(runners::model_base<T> const& m) : notes_(m.notes()), values_(m.values()) {}
    /// Without an allocation.
    void put_back(runners::model_base<T>& m)
    {
        m.values().assign(values_);
        m.set_notes(std::move(notes_));
    }

private:
    runners::model_notes notes_;
    runners::store<T> values_;
};

} // namespace lagom::trainers
