// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

#include <cstddef>
#include <iosfwd>
#include <limits>
#include <string>
#include <vector>

namespace lagom {

/// A term of the objective and its value.
struct term_value {
    std::string name;
    double value = 0;
};

namespace trainers {

/// Terms of one name get numbers as blocks in paths do, from 0 in the order written: l2.0, l2.1.
void number_equal_names(std::vector<term_value>& terms);

} // namespace trainers

/// What is known after an epoch. Without validation data its figures are NaN, and so is accuracy without
/// classes.
struct epoch_record {
    long epoch = 0, steps = 0; // counted from one, since the start
    double seconds = 0, rate = 0;
    double training_loss = 0; // the data loss, the mean over the epoch's examples as they were seen
    double training_accuracy = std::numeric_limits<double>::quiet_NaN(); // of the same outputs
    std::vector<term_value> penalties;
    double validation_loss = 0, validation_accuracy = 0;
    double validation_balanced_accuracy = std::numeric_limits<double>::quiet_NaN(),
           validation_macro_f1 = std::numeric_limits<double>::quiet_NaN();
};

/// The epochs of a run.
class history {
public:
    void add(epoch_record r) { records_.push_back(std::move(r)); }

    [[nodiscard]] auto size() const -> std::size_t { return records_.size(); }
    auto operator[](std::size_t i) const -> epoch_record const& { return records_[i]; }
    [[nodiscard]] auto begin() const { return records_.begin(); }
    [[nodiscard]] auto end() const { return records_.end(); }
    [[nodiscard]] auto back() const -> epoch_record const& { return records_.back(); }

    /// Writes one line an epoch, with a header. Durable: the file is there whole, or not at all.
    ///
    /// Throws  file_error
    void write_csv(std::string const& path) const;
    [[nodiscard]] auto csv() const -> std::string;

    /// Writes a JSON object an epoch and line. What is no finite number is null. Durable, as write_csv.
    ///
    /// Throws  file_error; argument_error for a penalty whose name is not UTF-8
    void write_json_lines(std::string const& path) const;
    [[nodiscard]] auto json_lines() const -> std::string;

    /// Draws loss, accuracy and penalties over the epochs, by equal factors where they span two decades, and
    /// marks the epoch whose weights the model has. A NaN is a gap, an infinity is left out and counted in
    /// the title. Durable, as write_csv.
    ///
    /// Throws  file_error
    void write_svg(std::string const& path) const;
    [[nodiscard]] auto svg() const -> std::string;

    /// Says whose weights the model has; `fit` does.
    void set_returned_epoch(long epoch) { returned_ = epoch; }

private:
    std::vector<epoch_record> records_;
    long returned_ = 0;
};

/// How a run ended.
struct fit_result {
    lagom::history history;
    std::string clause; // what ended it: "patience", "epochs", "interrupted", "divergence"
    std::string description; // the same with its numbers, or what became NaN and where
    long epochs = 0, steps = 0;
    double seconds = 0;
    long best_epoch = 0; // of the lowest validation loss (or what the clauses watch); 0 without validation
    long returned_epoch = 0; // whose weights the model has now
};

auto operator<<(std::ostream& out, fit_result const& r) -> std::ostream&;

} // namespace lagom
