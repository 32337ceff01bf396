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
        case graphs::op_kind::position_sum: {
            auto const w = window_of(o);
            auto const sum = over_taps(w, r, [&](auto& to, int, long seen) {
                to.add(n_.at(x, seen, c));
            });
            return w.mean ? sum / number(graphs::taps_there(w, r / batch_)) : sum;
        }
        case graphs::op_kind::unsum: {
            auto const w = window_of(o);
            typename Numbers::sum sum;
            for_each_view(w, r / batch_, [&](int, long by) {
                auto const here = n_.at(x, by * batch_ + r % batch_, c);
                sum.add(w.mean ? here / number(graphs::taps_there(w, by)) : here);
            });
            return sum.total();
        }
        case graphs::op_kind::group_sum:
            return summed(o.from, [&](auto& sum, long i) {
                sum.add(n_.at(x, r, c / o.from * o.from + i));
            });
        case graphs::op_kind::turn_taps:
            return n_.at(x, r / cols(x) * cols(o.out) + c, r % cols(x));
        case graphs::op_kind::convolve:
        case graphs::op_kind::group_convolve: {
            auto const w = window_of(o);
            long const in_group = cols(x) / w.groups, first = c / (cols(o.out) / w.groups) * in_group;
            return over_taps(w, r, [&](auto& sum, int tap, long seen) {
                for (long k = 0; k < in_group; ++k) {
                    sum.add(n_.at(x, seen, first + k), n_.at(y, tap * in_group + k, c));
                }
            });
        }
        case graphs::op_kind::convolve_back:
        case graphs::op_kind::group_convolve_back: {
            auto const w = window_of(o);
            bool const turned = o.what == graphs::op_kind::convolve_back;
            long const in_group = cols(o.out) / w.groups, out_group = cols(x) / w.groups,
                       first = c / in_group * out_group;
            typename Numbers::sum sum;
            for_each_view(w, r / batch_, [&](int tap, long by) {
                for (long k = first; k < first + out_group; ++k) {
                    sum.add(n_.at(x, by * batch_ + r % batch_, k),
                            turned ? n_.at(y, tap * cols(x) + k, c)
                                   : n_.at(y, tap * in_group + c % in_group, k));
                }
            });
            return sum.total();
        }
        case graphs::op_kind::convolve_outer:
        case graphs::op_kind::group_convolve_outer: {
            auto const w = window_of(o);
            long const in_group = cols(x) / w.groups, first = c / (cols(o.out) / w.groups) * in_group;
            return summed(w.out_positions() * batch_, [&](auto& sum, long i) {
                long const seen = seen_under(w, i / batch_, static_cast<int>(r / in_group));
                if (seen >= 0) {
                    sum.add(n_.at(x, seen * batch_ + i % batch_, first + r % in_group), n_.at(y, i, c));
                }
            });
        }
        case graphs::op_kind::pick: {
            if (o.arity == 1) {
                return n_.at(x, o.from * batch_ + r, c);
            }
            double const tap = n_.plain(n_.at(y, r, c));
            return std::isnan(tap)
                ? number(tap)
                : n_.at(x, seen_under(window_of(o), r / batch_, static_cast<int>(tap)) * batch_ + r % batch_,
                        c);
        }
        case graphs::op_kind::unpick: {
            if (o.arity == 1) {
                return r / batch_ == o.from ? n_.at(x, r % batch_, c) : number(0);
            }
            typename Numbers::sum sum;
            for_each_view(window_of(o), r / batch_, [&](int tap, long by) {
                long const row = by * batch_ + r % batch_;
                double const picked = n_.plain(n_.at(y, row, c));
                if (std::isnan(picked) || static_cast<int>(picked) == tap) {
                    sum.add(n_.at(x, row, c));
                }
            });
            return sum.total();
        }
        case graphs::op_kind::first_most: {
            double most = 0, where = -1;
            for_each_tap(window_of(o), r / batch_, [&](int tap, long seen) {
                double const here = n_.plain(n_.at(x, seen * batch_ + r % batch_, c));
                bool const is_more = where < 0 || here > most || std::isnan(here);
                where = is_more ? static_cast<double>(tap) : where;
                most = is_more ? here : most;
            });
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
    /// Of an op; one that sees all positions if it has none.
    auto window_of(graphs::op const& o) -> graphs::window
    {
        return o.window >= 0 ? p_.windows[static_cast<std::size_t>(o.window)]
                             : graphs::whole(std::max(rows(o.in[0]), rows(o.out)) / batch_);
    }
    /// term(sum, tap, row of the operand) for what the window of row r of the result sees.
    auto over_taps(graphs::window const& w, long r, auto term) -> number
    {
        typename Numbers::sum sum;
        for_each_tap(w, r / batch_, [&](int tap, long seen) {
            term(sum, tap, seen * batch_ + r % batch_);
        });
        return sum.total();
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
