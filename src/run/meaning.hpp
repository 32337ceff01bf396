// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/plan/view.hpp>

#include <cmath>

namespace lagom::runners {

/// The ops by their definition, an element at a time and in the order of the index: for who looks at a step op by op.
/// `Numbers` says what numbers are, and where those of a tensor lie:
///
/// number            their type
/// at(t, r, c)       element (r, c) of a tensor
/// map(o, r, c, in)  what the formula of an op makes of its operands
/// draw(o, r, c)     a random number
/// larger(a, b)      the larger number
/// plain(a)          as a double
/// sum               adds up: add(a), add(a, b) for a product; total()
template <class Numbers>
class meaning {
public:
    using number = typename Numbers::number;

    meaning(plan::view const& p, long batch, Numbers& numbers) : p_(p), batch_(batch), n_(numbers) {}

    /// Element (r, c) of what an op makes.
    auto element(graphs::op const& o, long r, long c) -> number
    {
        short const x = o.in[0], y = o.in[1];
        switch (o.what) {
        case graphs::op_kind::map:
            return map(o, r, c);
        case graphs::op_kind::draw:
            return n_.draw(o, r, c);
        case graphs::op_kind::column_sum:
            return summed(rows(x), [&](auto& sum, long i) {
                sum.add(n_.at(x, i, c));
            });
        case graphs::op_kind::row_sum:
            return summed(cols(x), [&](auto& sum, long i) {
                sum.add(n_.at(x, r, i));
            });
        case graphs::op_kind::row_max: {
            auto most = n_.at(x, r, 0);
            for (long i = 1; i < cols(x); ++i) {
                most = n_.larger(most, n_.at(x, r, i));
            }
            return most;
        }
        case graphs::op_kind::total:
            return summed(rows(x) * cols(x), [&](auto& sum, long i) {
                sum.add(n_.at(x, i / cols(x), i % cols(x)));
            });
        case graphs::op_kind::matmul:
            return summed(rows(y), [&, wide = rows(y) != cols(x)](auto& sum, long i) {
                sum.add(wide ? flat(x, r, i) : n_.at(x, r, i), n_.at(y, i, c));
            });
        case graphs::op_kind::matmul_back:
            return summed(cols(x), [&, wide = rows(y) != cols(o.out)](auto& sum, long i) {
                sum.add(n_.at(x, wide ? r % batch_ : r, i),
                        n_.at(y, wide ? r / batch_ * cols(o.out) + c : c, i));
            });
        case graphs::op_kind::outer:
            return summed(rows(y), [&, wide = rows(o.out) != cols(x)](auto& sum, long i) {
                sum.add(wide ? flat(x, i, r) : n_.at(x, i, r), n_.at(y, i, c));
            });
        case graphs::op_kind::concat:
            return c < cols(x) ? n_.at(x, r, c) : n_.at(y, r, c - cols(x));
        case graphs::op_kind::slice:
            return n_.at(x, r, c + o.from);
        case graphs::op_kind::flatten:
            return flat(x, r, c);
        case graphs::op_kind::unflatten:
            return n_.at(x, r % batch_, r / batch_ * cols(o.out) + c);
        case graphs::op_kind::position_sum:
            return summed(rows(x) / batch_, [&](auto& sum, long i) {
                sum.add(n_.at(x, i * batch_ + r, c));
            });
        case graphs::op_kind::pick: {
            double const where = picked(o, r, c);
            return std::isnan(where) ? number(where) : n_.at(x, static_cast<long>(where) * batch_ + r, c);
        }
        case graphs::op_kind::unpick: {
            double const where = picked(o, r % batch_, c);
            bool const here = std::isnan(where) || static_cast<long>(where) == r / batch_;
            return here ? n_.at(x, r % batch_, c) : number(0);
        }
        case graphs::op_kind::first_most: {
            double most = n_.plain(n_.at(x, r, c)), where = 0;
            for (long i = 1; i < rows(x) / batch_; ++i) {
                double const here = n_.plain(n_.at(x, i * batch_ + r, c));
                where = here > most || std::isnan(here) ? static_cast<double>(i) : where;
                most = here > most || std::isnan(here) ? here : most;
            }
            return number(std::isnan(most) ? most : where);
        }
        }
        return number(0);
    }

private:
    plan::view const& p_;
    long batch_;
    Numbers& n_;

    [[nodiscard]] auto rows(short t) const -> long { return p_.at(t).over.rows.at(batch_); }
    [[nodiscard]] auto cols(short t) const -> long { return p_.at(t).over.cols; }
    static auto summed(long count, auto term) -> number
    {
        typename Numbers::sum sum;
        for (long i = 0; i < count; ++i) {
            term(sum, i);
        }
        return sum.total();
    }
    /// Element (example, k), with all positions of an example side by side.
    auto flat(short t, long example, long k) -> number
    {
        return n_.at(t, k / cols(t) * batch_ + example, k % cols(t));
    }
    /// The position that a pick takes; NaN where there is one.
    auto picked(graphs::op const& o, long example, long c) -> double
    {
        return o.arity == 1 ? o.from : n_.plain(n_.at(o.in[1], example, c));
    }
    auto map(graphs::op const& o, long r, long c) -> number
    {
        number in[graphs::most_operands]{};
        for (int k = 0; k < o.arity; ++k) {
            auto const place = graphs::read_in(p_.at(o.in[k]).over, p_.at(o.out).over);
            long row = 0;
            switch (place.row) {
            case graphs::row_index::row:
                row = r;
                break;
            case graphs::row_index::example:
                row = r % batch_;
                break;
            case graphs::row_index::position:
                row = r / batch_;
                break;
            case graphs::row_index::none:
                break;
            }
            in[k] = n_.at(o.in[k], row, place.by_column ? c : 0);
        }
        return n_.map(o, r, c, in);
    }
};

} // namespace lagom::runners
