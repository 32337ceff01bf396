// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/table.hpp>
#include <lagom/run/runner.hpp>

#include <algorithm>
#include <vector>

namespace lagom {

/// The policies fused and stepwise: kernels and their calls, bound to one model's store and one arena.
/// Nothing here depends on the network's type. A run allocates nothing; a batch size that is larger than any
/// before does.
template <class T>
class program final : public runner<T> {
public:
    program(plan::view const& p, kernels::kernel<T> const* table, store<T>& model)
        : runner<T>(p, model), table_(table)
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
        at_.assign(p.residents.size(), 0);
        scratch_.assign(p.residents.size(), 0);
        calls_.resize(p.segments.size());
        std::size_t count = 0;
        for (auto const& l : p.listings) {
            count += static_cast<std::size_t>(std::max(l.operand_count, 1)); // one is for what moves data
        }
        pointers_.resize(count);
        parallel_.assign(p.segments.size(), 0);
    }

    void set_batch(long rows) override
    {
        if (rows == batch_) {
            return;
        }
        batch_ = rows;
        long const size = plan::offsets(p_.residents, p_.carried, rows, p_.panel, at_, scratch_);
        arena_.grow(static_cast<std::size_t>(size));
        if (p_.batch_size >= 0) {
            this->number(p_.batch_size) = static_cast<double>(rows);
        }
        auto* pointers = pointers_.data();
        for (std::size_t s = 0; s < p_.segments.size(); ++s) {
            bind(s, pointers);
            pointers += std::max(p_.listings[s].operand_count, 1);
        }
        serial_ = std::count(parallel_.begin(), parallel_.end(), 1) == 0;
    }
    void run(team& workers, std::uint32_t number) override
    {
        this->start_step(number);
        if (workers.size() == 1 || serial_) {
            for (std::size_t s = 0; s < calls_.size(); ++s) {
                table_[s](calls_[s], 0, calls_[s].units);
            }
            return;
        }
        auto region = [&](int rank) {
            run_on(workers, rank);
        };
        workers.run(region);
    }

    void run_timed(std::uint32_t number, std::vector<double>& seconds) override
    {
        this->start_step(number);
        seconds.resize(calls_.size());
        for (std::size_t s = 0; s < calls_.size(); ++s) {
            seconds[s] += this->timed([&] {
                table_[s](calls_[s], 0, calls_[s].units);
            });
        }
    }
    [[nodiscard]] auto tile(short t) -> tile_view<T> override { return {data(t), stride(t)}; }
    [[nodiscard]] auto column(short t) -> T const* override { return data(t); }
    [[nodiscard]] auto element(short t, long row, long col) -> T& override
    {
        auto const& x = p_.at(t);
        return data(t)[plan::offset_in(x.where, x.rows, row, col, p_.panel)];
    }
    [[nodiscard]] auto arena_bytes() const -> std::size_t override { return arena_.size() * sizeof(T); }

private:
    using runner<T>::p_;
    using runner<T>::model_;
    using runner<T>::numbers_;
    using runner<T>::noise_;

    kernels::kernel<T> const* table_;
    buffer<T> arena_;
    long batch_ = -1;
    bool serial_ = true;
    std::vector<int> resident_of_, entry_of_;
    std::vector<long> at_; // offsets, by resident
    std::vector<int> scratch_;
    std::vector<kernels::call<T>> calls_;
    std::vector<kernels::pointer<T>> pointers_; // of all calls
    std::vector<char> parallel_;

    [[nodiscard]] auto data(short t) const -> T* { return pointer_to(p_.at(t).home); }
    [[nodiscard]] auto stride(short t) const -> long { return plan::tile_stride(p_.at(t).cols, p_.panel); }

    void run_on(team& workers, int rank)
    {
        auto const n = calls_.size();
        for (std::size_t s = 0; s < n; ++s) {
            auto const& c = calls_[s];
            if (parallel_[s] != 0) {
                long const units = c.units;
                table_[s](c, static_cast<int>(units * rank / workers.size()),
                          static_cast<int>(units * (rank + 1) / workers.size()));
            } else if (rank == 0) {
                table_[s](c, 0, c.units);
            }
            if (s + 1 < n && (parallel_[s] != 0 || parallel_[s + 1] != 0)) {
                workers.barrier();
            }
        }
    }

    [[nodiscard]] auto pointer_to(short t) const -> T*
    {
        auto const i = static_cast<std::size_t>(t);
        if (entry_of_[i] >= 0) {
            return model_->data(static_cast<std::size_t>(entry_of_[i]));
        }
        return resident_of_[i] >= 0 ? arena_.data() + at_[static_cast<std::size_t>(resident_of_[i])]
                                    : nullptr;
    }
    [[nodiscard]] auto rows(plan::tensor const& t) const -> int
    {
        return static_cast<int>(t.rows == plan::batch_rows ? batch_ : t.rows);
    }

    void bind(std::size_t s, kernels::pointer<T>* pointers)
    {
        auto const& seg = p_.segments[s];
        auto& c = calls_[s];
        c = {};
        c.operands = pointers;
        long const P = p_.panel;
        bool const column = seg.where == plan::space::column; // numbers of the examples, side by side
        c.rows = column ? 1 : static_cast<int>(seg.rows == plan::batch_rows ? batch_ : seg.rows);
        c.cols = static_cast<int>(column ? batch_ : seg.cols);
        c.panels = static_cast<int>(plan::round_up(c.cols, P) / P);
        bool const kernel = seg.where == plan::space::kernel;
        c.row_stride = kernel ? P : plan::tile_stride(c.cols, p_.panel);
        c.panel_stride = kernel ? P * c.rows : P;
        bind_operands(s);
        if (seg.anchor >= 0) {
            bind_anchor(seg, p_.ops[static_cast<std::size_t>(seg.anchor)], c);
        }
        share_out(seg, c);
        double const work = double(c.rows) * c.cols * (double(c.depth) + 4);
        parallel_[s] = c.units > 1 && work > least_parallel_work ? 1 : 0;
    }
    /// Multiplications below which a barrier costs more than a second thread gains.
    static constexpr double least_parallel_work = 30000;

    void bind_operands(std::size_t s)
    {
        auto const& l = p_.listings[s];
        for (int k = 0; k < l.operand_count; ++k) {
            short const t = p_.operands[static_cast<std::size_t>(l.operands + k)];
            auto& to = calls_[s].operands[k];
            if (t < 0) {
                to.noise = &noise_[static_cast<std::size_t>(plan::drawn_key(t))];
            } else if (p_.at(t).where == plan::space::scalar) {
                to.number = &numbers_[static_cast<std::size_t>(t)];
            } else {
                to.data = data(t);
            }
        }
    }
    void bind_anchor(plan::segment const& seg, plan::op const& o, kernels::call<T>& c)
    {
        long const P = p_.panel;
        auto const& left = p_.at(o.in[0]);
        c.a = data(o.in[0]);
        c.a_stride = stride(o.in[0]);
        switch (seg.what) {
        case plan::nest::matmul:
            c.b = data(o.in[1]);
            c.depth = p_.at(o.in[1]).rows;
            c.b_stride = P;
            c.b_panel = P * c.depth;
            break;
        case plan::nest::outer:
            c.b = data(o.in[1]);
            c.depth = rows(left);
            c.b_stride = stride(o.in[1]);
            c.b_panel = P;
            break;
        case plan::nest::transpose:
            c.operands[0].data = data(o.out);
            c.rows = left.rows;
            c.cols = left.cols;
            break;
        case plan::nest::concat:
            c.b = data(o.in[1]);
            c.b_stride = stride(o.in[1]);
            c.depth = left.cols;
            c.operands[0].data = data(o.out);
            break;
        case plan::nest::slice:
            c.cols = p_.at(o.out).cols;
            c.panels = static_cast<int>(plan::round_up(c.cols, P) / P);
            c.row_stride = stride(o.out);
            c.from = o.from;
            c.operands[0].data = data(o.out);
            break;
        case plan::nest::total:
            c.operands[0].number = &numbers_[static_cast<std::size_t>(o.out)];
            break;
        case plan::nest::scalars:
        case plan::nest::panels:
        case plan::nest::rows:
            break;
        }
    }
    /// Work is cut by shape, never by the number of threads.
    static void share_out(plan::segment const& seg, kernels::call<T>& c)
    {
        int const P = machine::panel<T>;
        constexpr int block = 8 * kernels::tile_rows;
        switch (seg.what) {
        case plan::nest::panels:
        case plan::nest::matmul:
        case plan::nest::outer:
            c.row_block = seg.reduces || seg.stages > 1 ? 0 : block;
            c.units = c.panels * (c.row_block > 0 ? (c.rows + block - 1) / block : 1);
            break;
        case plan::nest::transpose:
            c.units = (c.rows + P - 1) / P;
            break;
        case plan::nest::rows:
        case plan::nest::concat:
        case plan::nest::slice:
            c.units = c.rows;
            break;
        case plan::nest::scalars:
        case plan::nest::total:
            c.units = 1;
            break;
        }
    }
};

} // namespace lagom
