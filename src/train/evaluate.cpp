// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/evaluate.hpp>

#include "core/number_format.hpp"
#include "core/text_table.hpp"

#include <algorithm>
#include <limits>
#include <ostream>

namespace lagom {

namespace {

/// The class of the largest number, the first of equals. One number alone stands for class 1 above
/// `threshold`, for class 0 otherwise.
template <class N>
auto class_of(N const* row, trainers::target_rule const& rule, double threshold) -> std::int32_t
{
    if (rule.binary) {
        return static_cast<double>(row[0]) > threshold ? 1 : 0;
    }
    return static_cast<std::int32_t>(std::max_element(row, row + rule.outputs) - row);
}

/// The labels, or the likeliest classes where targets are probabilities.
template <class D>
auto true_classes(basic_data_set<D> const& data, trainers::target_rule const& rule)
    -> std::vector<std::int32_t>
{
    if (data.has_classes()) {
        return data.labels();
    }
    std::vector<std::int32_t> classes;
    auto const* const targets = data.targets().data();
    for (std::size_t i = 0; i < data.targets().size(); i += static_cast<std::size_t>(rule.outputs)) {
        classes.push_back(class_of(targets + i, rule, 0.5));
    }
    return classes;
}

/// Which labels hold, where targets are 0 or 1, or probabilities.
template <class D>
auto true_labels(basic_data_set<D> const& data) -> std::vector<std::uint8_t>
{
    std::vector<std::uint8_t> labels;
    labels.reserve(data.targets().size());
    for (auto const target : data.targets()) {
        labels.push_back(target > detail::target_of<D>(0.5) ? 1 : 0);
    }
    return labels;
}

auto class_count(trainers::target_rule const& rule) -> long { return rule.binary ? 2 : rule.outputs; }

/// Lines of a name and its figure, each name once: mse as the loss is not said again among the figures of
/// numbers.
class figures {
public:
    void add(std::string const& name, std::string const& figure)
    {
        if (std::find(names_.begin(), names_.end(), name) == names_.end()) {
            names_.push_back(name);
            table_.add({figure_name(name), figure});
        }
    }
    void add(std::string const& name, double figure) { add(name, shown(figure)); }
    [[nodiscard]] auto text() const -> std::string { return table_.text(); }

private:
    text_table table_{"ll"};
    std::vector<std::string> names_;
};

} // namespace

auto evaluation_result::accuracy() const -> double
{
    return classification ? classification->accuracy
        : labelling       ? labelling->accuracy
                          : std::numeric_limits<double>::quiet_NaN();
}

auto evaluation_result::confusion_table() const -> std::string
{
    if (!classification) {
        return "";
    }
    text_table table("r" + std::string(class_names.size(), 'r') + "l");
    std::vector<std::string> head{"true |"};
    head.insert(head.end(), class_names.begin(), class_names.end());
    head.emplace_back("<- predicted");
    table.add(std::move(head));
    for (std::size_t r = 0; r < class_names.size(); ++r) {
        std::vector<std::string> row{class_names[r] + " |"};
        for (auto const n : classification->confusion[r]) {
            row.push_back(std::to_string(n));
        }
        table.add(std::move(row));
    }
    return table.text();
}

auto operator<<(std::ostream& out, evaluation_result const& r) -> std::ostream&
{
    figures all;
    all.add("examples", std::to_string(r.examples));
    if (r.positions > 1) {
        all.add("positions", std::to_string(r.positions));
    }
    for (auto const& t : r.terms) {
        all.add(t.name, t.value);
    }
    if (r.regression) {
        all.add("mse", r.regression->mse);
        all.add("mae", r.regression->mae);
        all.add("r2", r.regression->r2);
    }
    if (r.labelling) {
        all.add("subset accuracy", r.labelling->subset_accuracy);
        all.add("macro f1", r.labelling->macro_f1);
        all.add("micro f1", r.labelling->micro_f1);
        all.add("accuracy", r.labelling->accuracy);
    }
    if (r.classification) {
        all.add("balanced accuracy", r.classification->balanced_accuracy);
        all.add("macro f1", r.classification->macro_f1);
        all.add("accuracy", r.classification->accuracy);
    }
    return out << all.text();
}

namespace trainers {

template <class T, class D>
auto run_over(runners::runner<T>& program, runners::team& workers, basic_data_set<D> const& data,
              target_rule const& rule, bool keep_outputs) -> outputs_on_data<T>
{
    outputs_on_data<T> made;
    std::vector<double> example(static_cast<std::size_t>(rule.positions * rule.outputs));
    auto const& p = program.plan();
    double total = 0;
    run_in_chunks<T, D>(program, workers, data, &rule, [&](std::size_t, std::size_t count) {
        auto const* const losses = program.column(p.loss);
        auto const outputs = program.tile(p.output);
        for (long r = 0; r < static_cast<long>(count) * rule.positions; ++r) {
            total += static_cast<double>(losses[r]);
        }
        for (long i = 0; i < static_cast<long>(count); ++i) {
            outputs.read(i, example.data());
            for (long at = 0; rule.classifies && at < outputs.size(); at += rule.outputs) {
                made.classes.push_back(class_of(example.data() + at, rule, 0));
            }
            for (auto const z : example) {
                if (rule.several) {
                    made.labels.push_back(z > 0 ? 1 : 0);
                }
            }
            if (keep_outputs) {
                made.outputs.insert(made.outputs.end(), example.begin(), example.end());
            }
        }
    });
    made.loss = total / static_cast<double>(data.size()) / static_cast<double>(rule.positions);
    return made;
}

template <class T, class D>
auto scores_of(outputs_on_data<T> const& made, basic_data_set<D> const& data, target_rule const& rule)
    -> class_scores
{
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    if (rule.several) {
        auto const found = labelling_of(true_labels(data), made.labels, rule.outputs);
        return {found.accuracy, none, found.macro_f1};
    }
    return rule.classifies ? class_scores_of(true_classes(data, rule), made.classes, class_count(rule))
                           : class_scores{none, none, none};
}

template <class T, class D>
auto judge(outputs_on_data<T> const& made, basic_data_set<D> const& data, target_rule const& rule)
    -> evaluation_result
{
    evaluation_result r;
    r.examples = data.size();
    r.positions = rule.positions;
    r.terms.push_back({"loss", made.loss});
    if (rule.several) {
        r.labelling = labelling_of(true_labels(data), made.labels, rule.outputs);
    } else if (rule.classifies) {
        r.classification = classification_of(true_classes(data, rule), made.classes, class_count(rule));
        r.class_names = data.class_names();
        for (auto i = r.class_names.size(); i < r.classification->confusion.size(); ++i) {
            r.class_names.push_back(std::to_string(i));
        }
    } else {
        std::vector<double> const truth(data.targets().begin(), data.targets().end());
        r.regression = regression_of(truth, made.outputs, rule.outputs);
    }
    return r;
}

} // namespace trainers

#define LAGOM_EVALUATE(T, D)                                                                                 \
    template auto trainers::run_over(runners::runner<T>&, runners::team&, basic_data_set<D> const&,          \
                                     target_rule const&, bool) -> outputs_on_data<T>;                        \
    template auto trainers::scores_of(outputs_on_data<T> const&, basic_data_set<D> const&,                   \
                                      target_rule const&) -> class_scores;                                   \
    template auto trainers::judge(outputs_on_data<T> const&, basic_data_set<D> const&, target_rule const&)   \
        -> evaluation_result;
LAGOM_EVALUATE(float, float)
LAGOM_EVALUATE(float, double)
LAGOM_EVALUATE(double, float)
LAGOM_EVALUATE(double, double)
LAGOM_EVALUATE(float, std::uint8_t)
LAGOM_EVALUATE(double, std::uint8_t)
#undef LAGOM_EVALUATE

} // namespace lagom
