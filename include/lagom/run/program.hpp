// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/call.hpp>
#include <lagom/run/runner.hpp>

#include <memory>
#include <vector>

namespace lagom::runners {

template <class T>
struct call_tables; // src/run/program.cpp

/// The policies fused and stepwise: kernels and their calls, bound to one model's store and one arena.
/// Nothing here depends on the network's type. A run allocates nothing; a batch size that is larger than any
/// before does.
template <class T>
class program final : public runner<T> {
public:
    program(plan::view const& p, kernels::kernel<T> const* table, store<T>& model);
    ~program() override;

    void set_batch(long rows) override;
    void run(team& workers, std::uint32_t number) override;
    void run_timed(std::uint32_t number, std::vector<double>& seconds) override;
    [[nodiscard]] auto tile(short t) -> tile_view<T> override
    {
        if (p_.at(t).is == role::classes) {
            spread_classes(t);
        }
        auto const& over = p_.at(t).over;
        int const panel = plan::panel_of(over, p_.panel);
        return {.data = data(t),
                .panel = panel,
                .panel_stride = rows(p_.at(t)) * long{panel},
                .batch = batch_,
                .positions = over.rows.per_example,
                .cols = over.cols};
    }
    [[nodiscard]] auto classes(short t) -> std::int32_t* override;
    [[nodiscard]] auto column(short t) -> T const* override { return data(t); }
    [[nodiscard]] auto element(short t, long row, long col) -> T& override;
    [[nodiscard]] auto carried(short t) -> std::span<T> override;
    [[nodiscard]] auto arena_bytes() const -> std::size_t override { return arena_.size() * sizeof(T); }

private:
    using runner<T>::p_;
    using runner<T>::model_;
    using runner<T>::numbers_;
    using runner<T>::noise_;

    kernels::kernel<T> const* table_;
    buffer<T> arena_;
    long batch_ = -1;
    std::vector<int> resident_of_, entry_of_;
    std::vector<long> at_; // offsets, by resident
    std::vector<int> scratch_;
    std::vector<kernels::call<T>> calls_;
    std::vector<kernels::pointer<T>> pointers_; // of all calls
    std::unique_ptr<call_tables<T>> tables_; // too
    kernels::class_rows<T> targets_; // where they are classes
    std::vector<std::int32_t> target_columns_;
    buffer<T> target_rows_; // empty until they are asked for
    bool reads_target_rows_ = false; // by an op with a loop of its own, which reads nothing but numbers
    job job_; // its stages are segments that are shared, and what lies between them
    std::vector<std::size_t> begins_; // the first segment of each stage, and the end of the last

    [[nodiscard]] auto data(short t) const -> T* { return pointer_to(p_.at(t).home); }

    /// Units of a stage; it is here and not on the caller's stack, which is written to while others read it.
    struct stage_units {
        program const* of;
        void operator()(int stage, int first, int last) const
        {
            of->run_stage(static_cast<std::size_t>(stage), first, last);
        }
    } stage_units_{this};
    void run_stage(std::size_t stage, int first, int last) const;
    /// Puts a bound segment into the stages.
    void add_to_job(std::size_t s);
    [[nodiscard]] auto pointer_to(short t) const -> T*;
    /// Makes rows of the targets, of as many columns of their own as they have classes.
    void spread_classes(short t);
    [[nodiscard]] auto rows(graphs::tensor const& t) const -> int
    {
        return static_cast<int>(t.over.rows.at(batch_));
    }

    void bind(std::size_t s, kernels::pointer<T>* pointers);
    void bind_operands(std::size_t s);
    void bind_anchor(plan::segment const& seg, graphs::op const& o, kernels::call<T>& c);
    /// Where an operand that is read elsewhere than at the loop's own element begins, and its strides.
    void bind_operand(short t, T const*& at, long& panel_stride, int& row) const;
};

extern template class program<float>;
extern template class program<double>;

} // namespace lagom::runners
