// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/read_csv.hpp>

#include <lagom/data/durable.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string_view>

namespace lagom::detail {
namespace {

using std::to_string;
using names = std::vector<std::string>;

/// A text as an error shows it: in quotes, on one line, not too long.
auto shown(std::string_view text) -> std::string
{
    constexpr auto longest = std::size_t{60};
    auto result = std::string("\"");
    for (auto const c : text.substr(0, longest)) {
        if (auto const code = static_cast<unsigned char>(c); code < 32 || code == 127) {
            constexpr auto digits = std::string_view("0123456789abcdef");
            result += {'\\', 'x', digits[code / 16], digits[code % 16]};
        } else {
            result += c;
        }
    }
    return result + (text.size() > longest ? "...\"" : "\"");
}

auto listed(names const& all) -> std::string
{
    constexpr auto most = std::size_t{100};
    auto result = std::string();
    for (auto i = std::size_t{0}; i < std::min(all.size(), most); ++i) {
        result += (i == 0 ? "" : ", ") + shown(all[i]);
    }
    return all.size() > most ? result + " and " + to_string(all.size() - most) + " more" : result;
}

auto is_special(char c) -> bool { return c == ',' || c == '\n' || c == '\r' || c == '"'; }

struct field {
    std::string_view text; ///< valid until the next field is read
    bool ends_row;
};

/// The fields of a CSV text one after another, and where in the file they stand.
class csv_text {
public:
    csv_text(std::string path, std::string_view text)
        : path_(std::move(path)), cursor_(text.data()), end_(text.data() + text.size())
    {
        if (text.starts_with("\xEF\xBB\xBF")) {
            cursor_ += 3;
        }
    }

    auto at_end() const -> bool { return cursor_ == end_; }
    auto rest() const -> std::string_view { return {cursor_, static_cast<std::size_t>(end_ - cursor_)}; }
    void name_columns(names const& header) { header_ = header; }

    auto next() -> field
    {
        start_row();
        ++column_;
        field_line_ = line_;
        auto const quoted = cursor_ != end_ && *cursor_ == '"';
        auto const text = quoted ? read_quoted() : read_plain();
        return {text, finish(quoted)};
    }

    /// Refuses the field read last.
    [[noreturn]] void refuse(std::string const& found, std::string const& expected) const
    {
        auto const name = column_ <= header_.size() ? " " + shown(header_[column_ - 1]) : std::string();
        throw file_error(path_ + ", " + place(field_line_) + ", column " + to_string(column_) + name +
                         ": found " + found + ", expected " + expected);
    }
    /// Refuses the row read last.
    [[noreturn]] void refuse_row(std::string const& what) const
    {
        throw file_error(path_ + ", " + place(row_line_) + ": " + what);
    }
    [[noreturn]] void refuse_file(std::string const& what) const { throw file_error(path_ + ": " + what); }

private:
    void start_row()
    {
        if (row_ended_) {
            row_ended_ = false;
            column_ = 0;
            row_line_ = line_;
            ++records_;
        }
    }
    auto place(std::size_t line) const -> std::string
    {
        auto const row = records_ == 1 ? std::string("header") : "row " + to_string(records_ - 1);
        return "line " + to_string(line) + " (" + row + ")";
    }
    auto read_plain() -> std::string_view
    {
        auto const* const begin = cursor_;
        while (cursor_ != end_ && !is_special(*cursor_)) {
            ++cursor_;
        }
        return {begin, static_cast<std::size_t>(cursor_ - begin)};
    }
    /// Only a text with doubled quotes is copied.
    auto read_quoted() -> std::string_view
    {
        unescaped_.clear();
        auto const* begin = ++cursor_;
        for (;; ++cursor_) {
            if (cursor_ == end_) {
                refuse("a quoted field that does not end", "a closing quote");
            }
            if (*cursor_ == '"') {
                if (cursor_ + 1 == end_ || cursor_[1] != '"') {
                    break;
                }
                unescaped_.append(begin, ++cursor_);
                begin = cursor_ + 1;
            }
            line_ += *cursor_ == '\n' ? 1U : 0U;
        }
        auto const last = std::string_view(begin, static_cast<std::size_t>(cursor_ - begin));
        ++cursor_;
        return unescaped_.empty() ? last : std::string_view(unescaped_ += last);
    }
    /// Steps over what separates fields or rows. True at the end of a row.
    auto finish(bool quoted) -> bool
    {
        if (cursor_ != end_ && *cursor_ == ',') {
            ++cursor_;
            return false;
        }
        if (cursor_ != end_ && *cursor_ == '\r') {
            ++cursor_;
            if (cursor_ == end_ || *cursor_ != '\n') {
                refuse("a carriage return alone", "a line feed after it, or quotes around the field");
            }
        }
        if (cursor_ != end_ && *cursor_ != '\n') {
            refuse(quoted ? shown({cursor_, 1}) + " after a closing quote"
                          : "a quote inside a field without quotes",
                   quoted ? "a comma or the end of the line"
                          : "quotes around the field, and those inside doubled");
        }
        if (cursor_ != end_) {
            ++cursor_;
            ++line_;
        }
        row_ended_ = true;
        return true;
    }

    std::string path_;
    char const* cursor_;
    char const* end_;
    std::string unescaped_;
    names header_;
    std::size_t line_ = 1, field_line_ = 1, row_line_ = 1;
    std::size_t records_ = 0, column_ = 0;
    bool row_ended_ = true;
};

enum class reading { number, missing, word, too_large };

auto is_missing(std::string_view text) -> bool
{
    constexpr auto words = std::array<std::string_view, 6>{"", "NA", "NaN", "nan", "?", "null"};
    return std::find(words.begin(), words.end(), text) != words.end();
}

/// A short decimal, which is what most files hold: digits below 2^24 and a power of ten are both exact in
/// float, so their quotient is rounded once, as from_chars rounds.
template <class T>
auto parse_short(std::string_view text, T& value) -> bool
{
    constexpr auto powers =
        std::array<T, 9>{1, 10, 100, 1000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};
    auto const negative = text.starts_with('-');
    text.remove_prefix(negative ? 1 : 0);
    if (text.size() > 9) {
        return false;
    }
    auto number = 0U, digits = 0U;
    auto point = text.size();
    for (auto i = std::size_t{0}; i < text.size(); ++i) {
        if (auto const digit = static_cast<unsigned>(text[i]) - '0'; digit < 10) {
            number = 10 * number + digit;
            ++digits;
        } else if (text[i] == '.' && point == text.size()) {
            point = i;
        } else {
            return false;
        }
    }
    if (digits == 0 || digits > 8 || number >= 1U << 24) {
        return false;
    }
    auto const decimals = digits - std::min(point, std::size_t{digits});
    value = static_cast<T>(number) / powers[decimals];
    value = negative ? -value : value;
    return true;
}

template <class T>
auto parse_number(std::string_view text, T& value) -> reading
{
    if (text.size() > 1 && text.front() == '+' && text[1] != '-') {
        text.remove_prefix(1);
    }
    auto const* const end = text.data() + text.size();
    auto const result = std::from_chars(text.data(), end, value);
    if (result.ptr != end || result.ec == std::errc::invalid_argument) {
        return reading::word;
    }
    if (result.ec == std::errc::result_out_of_range) { // too large and too small look alike
        auto wider = 0.0;
        if (sizeof(T) == sizeof(double) || std::from_chars(text.data(), end, wider).ec != std::errc() ||
            std::abs(wider) > 1) {
            return reading::too_large;
        }
        value = static_cast<T>(wider);
    }
    return std::isfinite(value) ? reading::number : reading::word;
}

template <class T>
auto parse(std::string_view text, T& value) -> reading
{
    if (parse_short(text, value)) {
        return reading::number;
    }
    auto const result = parse_number(text, value);
    return result == reading::word && is_missing(text) ? reading::missing : result;
}

auto whole_number(std::string const& text) -> std::optional<std::int64_t>
{
    auto value = std::int64_t{0};
    auto const* const end = text.data() + text.size();
    auto const [stop, failure] = std::from_chars(text.data(), end, value);
    return failure == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

/// As numbers if all are whole numbers, else as texts.
void sort_classes(names& classes)
{
    std::sort(classes.begin(), classes.end());
    auto const numbers = std::all_of(classes.begin(), classes.end(), [](auto const& s) {
        return whole_number(s);
    });
    if (numbers) {
        std::sort(classes.begin(), classes.end(), [](auto const& a, auto const& b) {
            auto const x = whole_number(a), y = whole_number(b);
            return x != y ? x < y : a < b; // "1" and "01" are two classes
        });
    }
}

/// Classes in order of appearance, or those known beforehand.
class class_list {
public:
    explicit class_list(names const& known) : open_(known.empty())
    {
        for (auto const& name : known) {
            add(name);
        }
    }

    auto accepts(std::string_view name) const -> bool { return open_ || places_.contains(name); }
    /// The place of a class that is accepted.
    auto place(std::string_view name) -> std::int32_t
    {
        auto const found = places_.find(name);
        return found != places_.end() ? found->second : add(std::string(name));
    }
    auto known() const -> names const& { return names_; }
    /// The names sorted, and the labels moved along, unless the order was known beforehand.
    auto sorted(std::vector<std::int32_t>& labels) const -> names
    {
        auto result = names_;
        if (open_) {
            sort_classes(result);
            auto moved = std::vector<std::int32_t>(names_.size());
            for (auto i = std::size_t{0}; i < result.size(); ++i) {
                moved[static_cast<std::size_t>(places_.at(result[i]))] = static_cast<std::int32_t>(i);
            }
            for (auto& label : labels) {
                label = moved[static_cast<std::size_t>(label)];
            }
        }
        return result;
    }

private:
    auto add(std::string const& name) -> std::int32_t
    {
        auto const place = static_cast<std::int32_t>(names_.size());
        places_.emplace(name, place);
        names_.push_back(name);
        return place;
    }

    bool open_;
    names names_;
    std::map<std::string, std::int32_t, std::less<>> places_;
};

enum class role { feature, label, target };

struct column {
    role use;
    std::size_t place; ///< among the features or the targets
};

auto place_in(names const& all, std::string const& name) -> std::optional<std::size_t>
{
    auto const found = std::find(all.begin(), all.end(), name);
    return found == all.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - all.begin()));
}

/// What each column of a file is for.
class csv_columns {
public:
    csv_columns(csv_text& text, csv_options const& options) : header_(read_header(text))
    {
        require_answers(text, options);
        for (auto const& name : header_) {
            if (name == options.label) {
                columns_.push_back({role::label, 0});
            } else if (auto const place = place_in(options.targets, name)) {
                columns_.push_back({role::target, *place});
            } else {
                columns_.push_back({role::feature, features_.size()});
                features_.push_back(name);
            }
        }
        if (features_.empty()) {
            text.refuse_file("no feature column; the file has the columns " + listed(header_));
        }
        if (options.known) {
            order_as(text, *options.known);
        }
    }

    auto size() const -> std::size_t { return columns_.size(); }
    auto operator[](std::size_t i) const -> column { return columns_[i]; }
    auto features() const -> names const& { return features_; }

private:
    static auto read_header(csv_text& text) -> names
    {
        if (text.at_end()) {
            text.refuse_file("the file is empty, expected a header");
        }
        auto header = names();
        auto seen = std::set<std::string, std::less<>>();
        for (auto ends_row = false; !ends_row;) {
            auto const field = text.next();
            if (field.text.empty()) {
                text.refuse("an empty name", "the name of a column");
            }
            if (!seen.emplace(field.text).second) {
                text.refuse(shown(field.text) + " a second time", "another name");
            }
            header.emplace_back(field.text);
            ends_row = field.ends_row;
        }
        text.name_columns(header);
        return header;
    }
    void require_answers(csv_text const& text, csv_options const& options) const
    {
        auto wanted = options.targets;
        if (options.label) {
            wanted.push_back(*options.label);
        }
        for (auto const& name : wanted) {
            if (!place_in(header_, name)) {
                text.refuse_file("no column " + shown(name) + "; the file has the columns " +
                                 listed(header_));
            }
        }
    }
    /// Moves the features to the places they have in a data set read before.
    void order_as(csv_text const& text, known_columns const& known)
    {
        if (known.count != features_.size()) {
            text.refuse_file(to_string(features_.size()) + " feature columns, expected " +
                             to_string(known.count) + " as in the first data set");
        }
        if (known.columns.empty()) { // the first data set has no names: the order must be the same
            return;
        }
        for (auto& entry : columns_) {
            if (entry.use == role::feature) {
                auto const place = place_in(known.columns, features_[entry.place]);
                if (!place) {
                    text.refuse_file("the column " + shown(features_[entry.place]) +
                                     " is not in the first data set; expected " + listed(known.columns));
                }
                entry.place = *place;
            }
        }
        features_ = known.columns;
    }

    names header_;
    names features_;
    std::vector<column> columns_;
};

void require_consistent(csv_options const& options)
{
    auto sorted = options.targets;
    std::sort(sorted.begin(), sorted.end());
    if (auto const twice = std::adjacent_find(sorted.begin(), sorted.end()); twice != sorted.end()) {
        throw argument_error("read_csv: the target " + shown(*twice) + " is given twice");
    }
    if (options.known && options.label && options.known->classes.empty()) {
        throw argument_error("read_csv: classes_of is given a data set without classes");
    }
}

/// No file of this text has more rows: a row takes a line, and at least one byte for each of its columns.
auto most_rows(std::string_view text, std::size_t columns) -> std::size_t
{
    auto lines = std::size_t{1};
    for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
        ++lines;
    }
    auto const last_is_empty = text.empty() || text.back() == '\n';
    return std::min(lines - (last_is_empty ? 1 : 0), text.size() / columns + 1);
}

template <class T>
class csv_table {
public:
    csv_table(std::string const& path, csv_options const& options)
        : bytes_(read_whole(path)), text_(path, bytes_), columns_(text_, options),
          has_label_(options.label.has_value()), when_missing_(options.when_missing),
          classes_(options.known ? options.known->classes : names()), row_targets_(options.targets.size())
    {
        auto const rows = most_rows(text_.rest(), columns_.size());
        features_ = xt::xtensor<T, 2>::from_shape({rows, columns_.features().size()});
        while (!text_.at_end()) {
            read_row();
        }
        if (rows_ == 0) {
            text_.refuse_file(skipped_ == 0
                                  ? "no row after the header"
                                  : "a value is missing in each of the " + to_string(skipped_) + " rows");
        }
        fill_means();
    }

    auto finish() -> basic_data_set<T>
    {
        auto data = assemble(filled_rows());
        data.name_columns(columns_.features());
        return data;
    }

private:
    void read_row()
    {
        auto complete = true;
        auto fields = std::size_t{0};
        for (auto ends_row = false; !ends_row; ++fields) {
            auto const field = text_.next();
            if (fields < columns_.size()) {
                complete = store(columns_[fields], field.text) && complete;
            }
            ends_row = field.ends_row;
        }
        if (fields != columns_.size()) {
            text_.refuse_row("found " + to_string(fields) + (fields == 1 ? " field" : " fields") +
                             ", expected " + to_string(columns_.size()) + " as in the header");
        }
        if (complete) {
            accept_row();
        } else {
            ++skipped_;
        }
    }
    /// False if a value is missing and the row is to be skipped.
    auto store(column to, std::string_view text) -> bool
    {
        switch (to.use) {
        case role::label:
            return store_label(text);
        case role::target:
            return store_number(text, row_targets_[to.place], false);
        default:
            return store_number(text, features_.data()[rows_ * features_.shape(1) + to.place], true);
        }
    }
    auto store_label(std::string_view text) -> bool
    {
        if (is_missing(text)) {
            return missing_value(text, "the name of a class");
        }
        if (!classes_.accepts(text)) {
            text_.refuse(shown(text), "one of the classes " + listed(classes_.known()));
        }
        row_label_ = text;
        return true;
    }
    auto store_number(std::string_view text, T& value, bool is_feature) -> bool
    {
        auto const found = parse(text, value);
        if (found == reading::number) {
            return true;
        }
        if (found == reading::missing) {
            if (is_feature && when_missing_ == missing::mean) {
                value = std::numeric_limits<T>::quiet_NaN(); // no number that is read is NaN
                has_gaps_ = true;
                return true;
            }
            return missing_value(text, "a number");
        }
        text_.refuse(shown(text),
                     found != reading::too_large ? "a finite number"
                         : sizeof(T) == 4        ? "a number in the range of float"
                                                 : "a number in the range of double");
    }
    auto missing_value(std::string_view text, char const* expected) const -> bool
    {
        if (when_missing_ != missing::skip_row) {
            text_.refuse(shown(text) + " (a missing value)", expected);
        }
        return false;
    }
    void accept_row()
    {
        ++rows_;
        targets_.insert(targets_.end(), row_targets_.begin(), row_targets_.end());
        if (has_label_) {
            labels_.push_back(classes_.place(row_label_));
        }
    }
    void fill_means()
    {
        for (auto j = std::size_t{0}; has_gaps_ && j < features_.shape(1); ++j) {
            fill_mean(j);
        }
    }
    void fill_mean(std::size_t column)
    {
        auto sum = 0.0;
        auto count = std::size_t{0};
        for (auto i = std::size_t{0}; i < rows_; ++i) {
            if (auto const value = features_(i, column); !std::isnan(value)) {
                sum += static_cast<double>(value);
                ++count;
            }
        }
        if (count == 0) {
            text_.refuse_file("the column " + shown(columns_.features()[column]) +
                              " has no value at all, expected one to take the mean of");
        }
        auto const mean = static_cast<T>(sum / static_cast<double>(count));
        for (auto i = std::size_t{0}; i < rows_; ++i) {
            if (std::isnan(features_(i, column))) {
                features_(i, column) = mean;
            }
        }
    }
    auto filled_rows() -> xt::xtensor<T, 2>
    {
        if (rows_ == features_.shape(0)) {
            return std::move(features_);
        }
        auto filled = xt::xtensor<T, 2>::from_shape({rows_, features_.shape(1)});
        std::copy_n(features_.data(), filled.size(), filled.data());
        return filled;
    }
    auto assemble(xt::xtensor<T, 2> features) -> basic_data_set<T>
    {
        if (has_label_) {
            auto names = classes_.sorted(labels_);
            return {std::move(features), labels_, std::move(names)};
        }
        if (targets_.empty()) {
            return basic_data_set<T>(std::move(features));
        }
        auto targets = xt::xtensor<T, 2>::from_shape({rows_, row_targets_.size()});
        std::copy(targets_.begin(), targets_.end(), targets.data());
        return {std::move(features), std::move(targets)};
    }

    std::string bytes_;
    csv_text text_;
    csv_columns columns_;
    bool has_label_;
    missing when_missing_;
    class_list classes_;
    std::vector<T> row_targets_;
    std::string row_label_;
    xt::xtensor<T, 2> features_;
    std::vector<T> targets_;
    std::vector<std::int32_t> labels_;
    std::size_t rows_ = 0, skipped_ = 0;
    bool has_gaps_ = false;
};

} // namespace

template <class T>
auto read_csv(std::string const& path, csv_options const& options) -> basic_data_set<T>
{
    require_consistent(options);
    return csv_table<T>(path, options).finish();
}

template auto read_csv<float>(std::string const&, csv_options const&) -> basic_data_set<float>;
template auto read_csv<double>(std::string const&, csv_options const&) -> basic_data_set<double>;

} // namespace lagom::detail
