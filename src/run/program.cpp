// SPDX-License-Identifier: BSL-1.0
#include <lagom/run/program.hpp>

#include "run/share_out.hpp"

#include <lagom/core/exceptions.hpp>
#include <lagom/kernel/operand_lists.hpp>
#include <lagom/kernel/row_loop.hpp>
#include <lagom/kernel/windows.hpp>

#include <algorithm>
#include <deque>
#include <limits>
#include <string>
#include <utility>

namespace lagom::runners {
namespace {

/// Multiplications below which a barrier costs more than a second thread gains, in a segment and in a
/// whole step (64-32-32-10 with 32 examples has 0.26 million, and took 1.03 times as long on two
/// threads).
constexpr double least_parallel_work = 30000, least_shared_work = 400000;
/// Multiplications of a unit (some 10 us) that are worth the way of their operands from the cache of one core
/// to that of another which has nothing left to do.
constexpr double least_work_to_move = 500000;

} // namespace

/// What the calls of a program point to, besides tensors.
template <class T>
struct call_tables {
    kernels::operand_lists lists;
    std::deque<graphs::window> whole; // windows that see all positions
    buffer<T> partial_sums; // of parts of rows
    std::vector<int> parts_done; // of the parts of a panel

    void give_out(std::vector<kernels::call<T>>& calls, plan::view const& p)
    {
        std::size_t sums = 0, panels = 0;
        for_each_of_parts(calls, p, [&](auto&, std::size_t sums_here, std::size_t panels_here) {
            sums += sums_here;
            panels += panels_here;
        });
        partial_sums.grow(sums);
        parts_done.assign(std::max(panels, parts_done.size()), 0);
        sums = panels = 0;
        for_each_of_parts(calls, p, [&](auto& c, std::size_t sums_here, std::size_t panels_here) {
            c.partial_sums = partial_sums.data() + std::exchange(sums, sums + sums_here);
            c.parts_done = parts_done.data() + std::exchange(panels, panels + panels_here);
        });
        for (auto& c : calls) {
            lists.give_out(c);
        }
    }

private:
    /// f(call, numbers of its sums, panels) for each call whose units are parts of what is summed.
    static void for_each_of_parts(std::vector<kernels::call<T>>& calls, plan::view const& p, auto f)
    {
        for (std::size_t s = 0; s < calls.size(); ++s) {
            auto& c = calls[s];
            auto const panels = static_cast<std::size_t>(c.panels);
            if (c.depth_parts > 0) {
                f(c, static_cast<std::size_t>(c.units) * static_cast<std::size_t>(c.rows * p.panel), panels);
            } else if (p.segments[s].reduces && c.row_block > 0) {
                f(c, static_cast<std::size_t>(c.units * p.panel * p.listings[s].stage[0].column_register),
                  panels);
            }
        }
    }
};

template <class T>
program<T>::program(plan::view const& p, kernels::kernel<T> const* table, store<T>& model)
    : runner<T>(p, model), table_(table), tables_(std::make_unique<call_tables<T>>())
{
    resident_of_.assign(p.tensors.size(), -1);
    for (std::size_t i = 0; i < p.residents.size(); ++i) {
        resident_of_[static_cast<std::size_t>(p.residents[i].tensor)] = static_cast<int>(i);
    }
    entry_of_.assign(p.tensors.size(), -1);
    int entry = 0;
    for (auto const ids : {p.parameters, p.states}) {
        for (short const id : ids) {
            entry_of_[static_cast<std::size_t>(id)] = entry++;
        }
    }
    for (auto const& o : p.ops) {
        for (int k = 0; k < o.arity; ++k) {
            reads_target_rows_ = reads_target_rows_ ||
                (p.at(o.in[k]).is == role::classes && about(o.what).runs == graphs::place_in_loops::own);
        }
    }
    at_.assign(p.residents.size(), 0);
    scratch_.assign(p.residents.size(), 0);
    calls_.resize(p.segments.size());
    std::size_t count = 0;
    for (auto const& l : p.listings) {
        count += static_cast<std::size_t>(std::max(l.operand_count, 1)); // one is for what moves data
    }
    pointers_.resize(count);
    job_.stages.reserve(p.segments.size());
    begins_.reserve(p.segments.size() + 1);
}

template <class T>
program<T>::~program() = default;

template <class T>
void program<T>::set_batch(long rows)
{
    if (rows == batch_) {
        return;
    }
    for (auto const& t : p_.tensors) { // loops count rows with an int
        if (t.over.rows.at(rows) > std::numeric_limits<int>::max()) {
            throw argument_error("a batch of " + std::to_string(rows) + " examples has " +
                                 std::to_string(t.over.rows.at(rows)) +
                                 " positions; expected at most 2147483647: give a smaller batch");
        }
    }
    batch_ = rows;
    long const size = plan::offsets(p_.residents, p_.carried, rows, p_.panel, at_, scratch_);
    arena_.grow(static_cast<std::size_t>(size));
    if (p_.target >= 0 && p_.at(p_.target).is == role::classes) { // something to read until they are fed
        target_columns_.assign(static_cast<std::size_t>(this->rows(p_.at(p_.target))), 0);
        targets_.columns = target_columns_.data();
        if (reads_target_rows_) {
            spread_classes(p_.target);
        }
    }
    if (p_.batch_size >= 0) {
        this->number(p_.batch_size) = static_cast<double>(rows);
    }
    auto* pointers = pointers_.data();
    job_.stages.clear();
    job_.work = 0;
    begins_.clear();
    tables_->lists.clear();
    tables_->whole.clear();
    for (std::size_t s = 0; s < p_.segments.size(); ++s) {
        bind(s, pointers);
        add_to_job(s);
        pointers += std::max(p_.listings[s].operand_count, 1);
    }
    begins_.push_back(p_.segments.size());
    tables_->give_out(calls_, p_);
}

template <class T>
void program<T>::run(team& workers, std::uint32_t number)
{
    this->start_step(number);
    if (job_.work < least_shared_work) {
        for (std::size_t s = 0; s < calls_.size(); ++s) {
            table_[s](calls_[s], 0, calls_[s].units);
        }
        return;
    }
    workers.run(job_, stage_units_);
}

template <class T>
void program<T>::run_timed(std::uint32_t number, std::vector<double>& seconds)
{
    this->start_step(number);
    seconds.resize(calls_.size());
    for (std::size_t s = 0; s < calls_.size(); ++s) {
        seconds[s] += this->timed([&] {
            table_[s](calls_[s], 0, calls_[s].units);
        });
    }
}

template <class T>
auto program<T>::classes(short t) -> std::int32_t*
{
    if (p_.at(t).is != role::classes || reads_target_rows_) {
        return nullptr;
    }
    targets_.columns = target_columns_.data();
    return target_columns_.data();
}

template <class T>
void program<T>::spread_classes(short t)
{
    auto const& over = p_.at(t).over;
    auto const size = static_cast<std::size_t>(plan::room(plan::padded(over, p_.panel), batch_, p_.panel));
    target_rows_.grow(size);
    targets_.rows = target_rows_.data();
    if (auto const* const column_of = std::exchange(targets_.columns, nullptr)) {
        std::fill_n(target_rows_.data(), size, T(0));
        for (long r = 0; r < rows(p_.at(t)); ++r) {
            element(t, r, column_of[r]) = 1;
        }
    }
}

template <class T>
auto program<T>::element(short t, long row, long col) -> T&
{
    auto const& x = p_.at(t);
    if (targets_.columns != nullptr && x.is == role::classes) {
        spread_classes(t);
    }
    return data(t)[plan::offset_in(x.over.where, rows(x), row, col, plan::panel_of(x.over, p_.panel))];
}

template <class T>
auto program<T>::carried(short t) -> std::span<T>
{
    auto const count = plan::room(plan::padded(p_.at(t).over, p_.panel), batch_, p_.panel);
    return {data(t), static_cast<std::size_t>(count)};
}

template <class T>
void program<T>::run_stage(std::size_t stage, int first, int last) const
{
    auto s = begins_[stage];
    if (job_.stages[stage].how != sharing::alone) {
        table_[s](calls_[s], first, last);
        return;
    }
    for (; s < begins_[stage + 1]; ++s) {
        table_[s](calls_[s], 0, calls_[s].units);
    }
}

template <class T>
void program<T>::add_to_job(std::size_t s)
{
    auto const& c = calls_[s];
    double const each = p_.segments[s].what == graphs::nest::rows ? work_in_a_row : double(c.depth) + 4;
    double const work = double(c.rows) * c.cols * each;
    if (c.units > 1 && work > least_parallel_work) {
        job_.stages.push_back(
            {c.units, work / c.units < least_work_to_move ? sharing::in_parts : sharing::by_unit});
        job_.work += work;
    } else if (job_.stages.empty() || job_.stages.back().how != sharing::alone) {
        job_.stages.push_back({1, sharing::alone});
    } else {
        return; // one more of those that one worker does
    }
    begins_.push_back(s);
}

template <class T>
auto program<T>::pointer_to(short t) const -> T*
{
    auto const i = static_cast<std::size_t>(t);
    if (p_.at(t).is == role::classes) {
        return target_rows_.data();
    }
    if (entry_of_[i] >= 0) {
        return model_->data(static_cast<std::size_t>(entry_of_[i]));
    }
    return resident_of_[i] >= 0 ? arena_.data() + at_[static_cast<std::size_t>(resident_of_[i])] : nullptr;
}

template <class T>
void program<T>::bind(std::size_t s, kernels::pointer<T>* pointers)
{
    auto const& seg = p_.segments[s];
    auto& c = calls_[s];
    c = {};
    c.operands = pointers;
    long const P = p_.panel;
    bool const of_rows = seg.over.where == graphs::space::per_row; // numbers of the rows, side by side
    auto const rows = static_cast<int>(seg.over.rows.at(batch_));
    c.rows = of_rows ? 1 : rows;
    c.cols = of_rows ? rows : seg.over.cols;
    c.panels = static_cast<int>(basics::round_up(c.cols, P) / P);
    c.row_stride = plan::panel_of(seg.over, p_.panel);
    c.panel_stride = long{c.row_stride} * c.rows;
    c.batch = static_cast<int>(std::max(batch_, 1L));
    bind_operands(s);
    if (seg.anchor >= 0) {
        bind_anchor(seg, p_.ops[static_cast<std::size_t>(seg.anchor)], c);
    }
    bool const total =
        seg.anchor >= 0 && p_.ops[static_cast<std::size_t>(seg.anchor)].what == graphs::op_kind::total;
    share_out(seg, total, c);
}

template <class T>
void program<T>::bind_operands(std::size_t s)
{
    auto const& l = p_.listings[s];
    for (int k = 0; k < l.operand_count; ++k) {
        short const t = p_.operands[static_cast<std::size_t>(l.operands + k)];
        auto& to = calls_[s].operands[k];
        if (t < 0) {
            to.noise = &noise_[static_cast<std::size_t>(plan::drawn_key(t))];
        } else if (p_.at(t).is == role::classes) {
            to.classes = &targets_;
        } else if (p_.at(t).over.where == graphs::space::scalar) {
            to.number = &numbers_[static_cast<std::size_t>(t)];
        } else {
            to.data = data(t);
        }
    }
}

template <class T>
void program<T>::bind_operand(short t, T const*& at, long& panel_stride, int& row) const
{
    auto const& x = p_.at(t);
    at = data(t);
    row = plan::panel_of(x.over, p_.panel);
    panel_stride = long{row} * rows(x);
}

template <class T>
void program<T>::bind_anchor(plan::segment const& seg, graphs::op const& o, kernels::call<T>& c)
{
    auto const& left = p_.at(o.in[0]);
    bind_operand(o.in[0], c.a, c.a_panel, c.a_row);
    if (o.arity > 1) {
        bind_operand(o.in[1], c.b, c.b_panel, c.b_row);
    }
    if (o.window >= 0) {
        c.window = &p_.windows[static_cast<std::size_t>(o.window)];
    }
    switch (seg.what) {
    case graphs::nest::matmul:
        c.depth = rows(p_.at(o.in[1]));
        if (c.window != nullptr) {
            return tables_->lists.by_taps(c, left.over.cols, o.what == graphs::op_kind::convolve_back);
        }
        return tables_->lists.by_rows(c, left.over.cols);
    case graphs::nest::matmul_back:
        c.depth = left.over.cols;
        return tables_->lists.back(c, rows(p_.at(o.in[1])));
    case graphs::nest::outer:
        c.depth = rows(p_.at(o.in[1]));
        if (c.window != nullptr) {
            long const blocks = tables_->lists.by_tap_columns(c, left.over.cols);
            c.depth_parts = parts_of_depth(c, left.over.numbers().at(batch_), blocks);
            return;
        }
        return tables_->lists.by_columns(c, left.over.cols);
    case graphs::nest::windows:
        if (c.window == nullptr) {
            auto const here = left.over.rows.per_example, there = p_.at(o.out).over.rows.per_example;
            tables_->whole.push_back(graphs::whole(std::max(here, there)));
            c.window = &tables_->whole.back();
        }
        c.a_cols = left.over.cols;
        c.from = o.from;
        c.depth = c.window->taps();
        c.see = kernels::seeing_kernel<T>(o.what);
        return;
    case graphs::nest::moves:
        c.a_rows = rows(left);
        c.a_cols = left.over.cols;
        c.from = o.what == graphs::op_kind::concat ? left.over.cols : o.from;
        if (o.what == graphs::op_kind::total) {
            c.operands[0].number = &numbers_[static_cast<std::size_t>(o.out)];
        } else {
            c.operands[0].data = data(o.out);
        }
        return;
    case graphs::nest::scalars:
    case graphs::nest::panels:
    case graphs::nest::rows:
        return;
    }
}

template class program<float>;
template class program<double>;

} // namespace lagom::runners
