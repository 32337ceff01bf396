// SPDX-License-Identifier: BSL-1.0
#include <lagom/run/unfused.hpp>

#include <lagom/run/blas.hpp>

#include "run/unfused_windows.hpp"

#if __has_include(<xtensor/core/xmath.hpp>)
#include <xtensor/core/xmath.hpp>
#else
#include <xtensor/xmath.hpp>
#endif

#include <cmath>
#include <vector>

namespace lagom::runners {
namespace {

template <class T>
class unfused_program final : public runner<T> {
public:
    unfused_program(plan::view const& p, unfused_map<T> const* maps, unfused_number const* numbers,
                    store<T>& model)
        : runner<T>(p, model), maps_(maps), number_maps_(numbers)
    {
        arrays_.resize(p.tensors.size());
        for (auto const& t : p.tensors) {
            array_of_.push_back(t.home);
        }
        for (auto const& o : p.ops) {
            if (o.again >= 0) { // nothing is gained here by making it once more
                array_of_[static_cast<std::size_t>(o.out)] = p.at(o.again).home;
            }
        }
        for (auto const ids : {p.parameters, p.states}) {
            for (short const id : ids) {
                make_room(id, 0);
            }
        }
    }

    void set_batch(long rows) override
    {
        batch_ = rows;
        if (p_.batch_size >= 0) {
            this->number(p_.batch_size) = static_cast<double>(rows);
        }
        for (std::size_t t = 0; t < arrays_.size(); ++t) {
            auto const& x = p_.tensors[t];
            bool const used = x.producer >= 0 || x.is != role::random;
            if (array_of_[t] == static_cast<short>(t) && x.over.where != graphs::space::scalar && used) {
                make_room(static_cast<short>(t), rows);
            }
        }
        if (!taken_) {
            take_model();
        }
    }
    void run(team& /*workers*/, std::uint32_t number) override
    {
        this->start_step(number);
        for (std::size_t i = 0; i < p_.ops.size(); ++i) {
            visit(p_.ops[i], i);
        }
    }
    void run_timed(std::uint32_t number, std::vector<double>& seconds) override
    {
        this->start_step(number);
        seconds.resize(p_.ops.size());
        for (std::size_t i = 0; i < p_.ops.size(); ++i) {
            seconds[i] += this->timed([&] {
                visit(p_.ops[i], i);
            });
        }
    }
    [[nodiscard]] auto tile(short t) -> tile_view<T> override
    {
        auto& a = array(t);
        auto const cols = static_cast<long>(a.shape(1));
        return {.data = a.data(), // one panel
                .panel = cols,
                .batch = batch_,
                .positions = p_.at(t).over.rows.per_example,
                .cols = cols};
    }
    [[nodiscard]] auto column(short t) -> T const* override { return array(t).data(); }
    [[nodiscard]] auto element(short t, long row, long col) -> T& override
    {
        return array(t)(static_cast<std::size_t>(row), static_cast<std::size_t>(col));
    }
    [[nodiscard]] auto carried(short t) -> std::span<T> override
    {
        return {array(t).data(), array(t).size()};
    }
    void take_model() override
    {
        taken_ = true;
        for_each_stored([](T& here, T& there) {
            here = there;
        });
    }
    void give_model() override
    {
        for_each_stored([](T& here, T& there) {
            there = here;
        });
    }
    [[nodiscard]] auto arena_bytes() const -> std::size_t override
    {
        std::size_t count = 0;
        for (auto const& a : arrays_) {
            count += a.size();
        }
        return count * sizeof(T);
    }

private:
    using runner<T>::p_;
    using runner<T>::model_;
    using runner<T>::numbers_;
    using runner<T>::noise_;

    unfused_map<T> const* maps_;
    unfused_number const* number_maps_;
    std::vector<xt::xtensor<T, 2>> arrays_; // by tensor; a tensor that overwrites another has none of its own
    std::vector<short> array_of_; // by tensor: the one whose array it has
    xt::xtensor<T, 2> wide_; // an operand, or a result, with all positions of an example in a row
    long batch_ = 0;
    bool taken_ = false;

    void make_room(short t, long rows)
    {
        auto const& x = p_.at(t);
        auto const r = static_cast<std::size_t>(x.over.rows.at(rows)),
                   c = static_cast<std::size_t>(x.over.cols);
        auto& a = arrays_[static_cast<std::size_t>(t)];
        if (a.shape(0) != r || a.shape(1) != c) {
            a = xt::zeros<T>({r, c});
        }
    }
    [[nodiscard]] auto array(short t) -> xt::xtensor<T, 2>&
    {
        return arrays_[static_cast<std::size_t>(array_of_[static_cast<std::size_t>(t)])];
    }

    template <class F>
    void for_each_stored(F f)
    {
        std::size_t entry = 0;
        for (auto const ids : {p_.parameters, p_.states}) {
            for (short const id : ids) {
                auto const& e = model_->entries()[entry++];
                e.for_each([&](long r, long c, long) {
                    f(element(id, r, c), model_->element(e, r, c));
                });
            }
        }
    }
    void visit(graphs::op const& o, std::size_t i)
    {
        if (o.again >= 0) {
            return;
        }
        if (o.window >= 0) {
            return through_window(o, p_.windows[static_cast<std::size_t>(o.window)], array(o.in[0]),
                                  array(o.in[o.arity > 1 ? 1 : 0]), array(o.out), examples(), &multiply);
        }
        switch (o.what) {
        case graphs::op_kind::map:
            return map(o, i);
        case graphs::op_kind::draw:
            return draw(o);
        case graphs::op_kind::column_sum:
            return column_sum(array(o.in[0]), array(o.out));
        case graphs::op_kind::row_sum:
            xt::noalias(array(o.out)) = xt::sum<T>(array(o.in[0]), {1}, xt::keep_dims);
            return;
        case graphs::op_kind::row_max:
            xt::noalias(array(o.out)) = xt::amax(array(o.in[0]), {1}, xt::keep_dims);
            return;
        case graphs::op_kind::total:
            this->number(o.out) = xt::sum<double>(array(o.in[0]))();
            return;
        case graphs::op_kind::matmul:
            return multiply(as_wide(array(o.in[0]), array(o.in[1]).shape(0)), false, array(o.in[1]), false,
                            array(o.out));
        case graphs::op_kind::matmul_back:
            return matmul_back(o);
        case graphs::op_kind::outer:
            return multiply(as_wide(array(o.in[0]), array(o.out).shape(0)), true, array(o.in[1]), false,
                            array(o.out));
        case graphs::op_kind::concat:
            return concat(o);
        case graphs::op_kind::slice:
            return slice(o);
        case graphs::op_kind::flatten:
            array(o.out) = flat(array(o.in[0]));
            return;
        case graphs::op_kind::unflatten:
            return unflatten(array(o.in[0]), array(o.out));
        case graphs::op_kind::position_sum:
            return position_sum(array(o.in[0]), array(o.out));
        case graphs::op_kind::pick:
            return pick(o);
        case graphs::op_kind::unpick:
            return unpick(o);
        case graphs::op_kind::first_most:
            return first_most(array(o.in[0]), array(o.out));
        case graphs::op_kind::group_sum:
            return group_sum(array(o.in[0]), static_cast<std::size_t>(o.from), array(o.out));
        case graphs::op_kind::unsum:
        case graphs::op_kind::convolve:
        case graphs::op_kind::turn_taps:
        case graphs::op_kind::convolve_back:
        case graphs::op_kind::convolve_outer:
        case graphs::op_kind::group_convolve:
        case graphs::op_kind::group_convolve_back:
        case graphs::op_kind::group_convolve_outer:
            break; // through a window
        }
    }
    [[nodiscard]] auto examples() const -> std::size_t { return static_cast<std::size_t>(batch_); }
    /// Row position * batch + example as columns of row example.
    [[nodiscard]] auto flat(xt::xtensor<T, 2> const& x) const -> xt::xtensor<T, 2>
    {
        auto const n = examples(), positions = x.shape(0) / n, cols = x.shape(1);
        auto out = xt::xtensor<T, 2>::from_shape({n, positions * cols});
        for (std::size_t r = 0; r < x.shape(0); ++r) {
            std::copy_n(&x(r, 0), cols, &out(r % n, r / n * cols));
        }
        return out;
    }
    void unflatten(xt::xtensor<T, 2> const& x, xt::xtensor<T, 2>& out) const
    {
        auto const n = examples(), cols = out.shape(1);
        for (std::size_t r = 0; r < out.shape(0); ++r) {
            std::copy_n(&x(r % n, r / n * cols), cols, &out(r, 0));
        }
    }
    /// An operand as a contraction over `depth` numbers reads it.
    [[nodiscard]] auto as_wide(xt::xtensor<T, 2> const& x, std::size_t depth) -> xt::xtensor<T, 2> const&
    {
        if (x.shape(1) == depth) {
            return x;
        }
        wide_ = flat(x);
        return wide_;
    }
    void matmul_back(graphs::op const& o)
    {
        auto const &dy = array(o.in[0]), &w = array(o.in[1]);
        auto& dx = array(o.out);
        if (dx.shape(1) == w.shape(0)) {
            return multiply(dy, false, w, true, dx);
        }
        wide_ = xt::xtensor<T, 2>::from_shape({dy.shape(0), w.shape(0)});
        multiply(dy, false, w, true, wide_);
        unflatten(wide_, dx);
    }
    void position_sum(xt::xtensor<T, 2> const& x, xt::xtensor<T, 2>& out) const
    {
        out.fill(0);
        for (std::size_t r = 0; r < x.shape(0); ++r) {
            for (std::size_t c = 0; c < x.shape(1); ++c) {
                out(r % examples(), c) += x(r, c);
            }
        }
    }
    /// The position that a pick, or unpick, takes of element (example, c); NaN where there was one.
    [[nodiscard]] auto picked(graphs::op const& o, std::size_t example, std::size_t c) -> T
    {
        return o.arity == 1 ? static_cast<T>(o.from) : array(o.in[1])(example, c);
    }
    void pick(graphs::op const& o)
    {
        auto const& x = array(o.in[0]);
        auto& out = array(o.out);
        for (std::size_t e = 0; e < out.shape(0); ++e) {
            for (std::size_t c = 0; c < out.shape(1); ++c) {
                T const at = picked(o, e, c);
                out(e, c) = std::isnan(at) ? at : x(static_cast<std::size_t>(at) * examples() + e, c);
            }
        }
    }
    void unpick(graphs::op const& o)
    {
        auto const& dy = array(o.in[0]);
        auto& out = array(o.out);
        for (std::size_t r = 0; r < out.shape(0); ++r) {
            for (std::size_t c = 0; c < out.shape(1); ++c) {
                auto const e = r % examples();
                T const at = picked(o, e, c);
                bool const here = std::isnan(at) || static_cast<std::size_t>(at) == r / examples();
                out(r, c) = here ? dy(e, c) : T(0);
            }
        }
    }
    void first_most(xt::xtensor<T, 2> const& x, xt::xtensor<T, 2>& out) const
    {
        auto const n = examples();
        for (std::size_t e = 0; e < out.shape(0); ++e) {
            for (std::size_t c = 0; c < out.shape(1); ++c) {
                std::size_t most = e;
                for (std::size_t r = e + n; r < x.shape(0); r += n) {
                    most = x(r, c) > x(most, c) || std::isnan(x(r, c)) ? r : most;
                }
                out(e, c) = std::isnan(x(most, c)) ? x(most, c) : static_cast<T>(most / n);
            }
        }
    }
    static void multiply(xt::xtensor<T, 2> const& a, bool transpose_a, xt::xtensor<T, 2> const& b,
                         bool transpose_b, xt::xtensor<T, 2>& c)
    {
        blas::multiply(a.data(), transpose_a, b.data(), transpose_b, c.data(), static_cast<long>(c.shape(0)),
                       static_cast<long>(c.shape(1)),
                       static_cast<long>(transpose_a ? a.shape(0) : a.shape(1)));
    }
    static void column_sum(xt::xtensor<T, 2> const& x, xt::xtensor<T, 2>& out)
    {
        out.fill(
            0); // rows added one after another: xt::sum over the first axis is an order of magnitude slower
        for (std::size_t r = 0; r < x.shape(0); ++r) {
            for (std::size_t c = 0; c < x.shape(1); ++c) {
                out(0, c) += x(r, c);
            }
        }
    }
    void map(graphs::op const& o, std::size_t i)
    {
        unfused_operand<T> in[graphs::most_operands];
        T numbers[graphs::most_operands];
        for (int k = 0; k < o.arity; ++k) {
            auto const& x = p_.at(o.in[k]);
            if (x.over.where == graphs::space::scalar) {
                numbers[k] = static_cast<T>(this->number(o.in[k]));
                in[k] = {.data = &numbers[k]};
            } else {
                auto const& a = array(o.in[k]);
                auto const at = graphs::read_in(x.over, p_.at(o.out).over);
                bool const of_position = at.row == graphs::row_index::position;
                in[k] = {.array = &a,
                         .data = a.data(),
                         .row_step = at.row == graphs::row_index::none ? 0 : static_cast<long>(a.shape(1)),
                         .col_step = at.by_column ? 1 : 0,
                         .every = of_position ? batch_ : 1,
                         .cycle = static_cast<long>(a.shape(0))};
            }
        }
        if (p_.at(o.out).over.where == graphs::space::scalar) {
            scalar(o, i);
        } else {
            maps_[i](array(o.out), in);
        }
    }
    void scalar(graphs::op const& o, std::size_t i)
    {
        double in[graphs::most_operands];
        for (int k = 0; k < o.arity; ++k) {
            in[k] = this->number(o.in[k]);
        }
        this->number(o.out) = number_maps_[i](in);
    }
    void draw(graphs::op const& o)
    {
        auto& out = array(o.out);
        auto const& key = noise_[static_cast<std::size_t>(o.out)];
        auto const one = o.drawn == graphs::law::uniform ? &uniform_noise : &normal_noise;
        for (std::size_t r = 0; r < out.shape(0); ++r) {
            for (std::size_t c = 0; c < out.shape(1); ++c) {
                out(r, c) =
                    static_cast<T>(one(key, static_cast<std::uint32_t>(r), static_cast<std::uint32_t>(c)));
            }
        }
    }
    void concat(graphs::op const& o)
    {
        auto const &a = array(o.in[0]), &b = array(o.in[1]);
        auto& out = array(o.out);
        for (std::size_t r = 0; r < out.shape(0); ++r) {
            for (std::size_t c = 0; c < out.shape(1); ++c) {
                out(r, c) = c < a.shape(1) ? a(r, c) : b(r, c - a.shape(1));
            }
        }
    }
    void slice(graphs::op const& o)
    {
        auto const& x = array(o.in[0]);
        auto& out = array(o.out);
        for (std::size_t r = 0; r < out.shape(0); ++r) {
            for (std::size_t c = 0; c < out.shape(1); ++c) {
                out(r, c) = x(r, c + static_cast<std::size_t>(o.from));
            }
        }
    }
};

} // namespace

template <class T>
auto make_unfused(plan::view const& p, unfused_map<T> const* maps, unfused_number const* numbers,
                  store<T>& model) -> std::unique_ptr<runner<T>>
{
    return std::make_unique<unfused_program<T>>(p, maps, numbers, model);
}

template auto make_unfused(plan::view const&, unfused_map<float> const*, unfused_number const*, store<float>&)
    -> std::unique_ptr<runner<float>>;
template auto make_unfused(plan::view const&, unfused_map<double> const*, unfused_number const*,
                           store<double>&) -> std::unique_ptr<runner<double>>;

} // namespace lagom::runners
