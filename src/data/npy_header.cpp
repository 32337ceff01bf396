// SPDX-License-Identifier: BSL-1.0
#include "data/npy_header.hpp"

namespace lagom::npy {
namespace {

using formats::shape_type;

class header_reader {
public:
    header_reader(std::string const& path, std::string_view text, std::size_t offset)
        : path_(path), at_(text, " "), offset_(offset)
    {
    }

    auto read() -> header
    {
        expect("{");
        while (!at_.accept("}")) {
            read_entry();
            if (!at_.accept(",")) {
                expect("}");
                break;
            }
        }
        at_.skip_blanks();
        if (at_.rest() != "\n") {
            refuse("a line feed as the end of the header");
        }
        if (!descr_ || !fortran_order_ || !shape_) {
            refuse("the keys 'descr', 'fortran_order' and 'shape'");
        }
        return {*descr_, *fortran_order_, *shape_};
    }

private:
    [[noreturn]] void refuse(std::string const& expected) const
    {
        throw file_error(formats::at_byte(path_, offset_ + at_.place()) + " (header): expected " + expected);
    }
    void expect(std::string_view word)
    {
        if (!at_.accept(word)) {
            refuse("'" + std::string(word) + "'");
        }
    }
    auto read_string() -> std::string
    {
        auto const quote = at_.accept("'") ? '\'' : '"';
        if (quote == '"' && !at_.accept("\"")) {
            refuse("a text in quotes");
        }
        auto const text = at_.rest();
        auto const end = text.find(quote);
        if (end == std::string_view::npos) {
            refuse("a closing quote");
        }
        at_.step(end + 1);
        return std::string(text.substr(0, end));
    }
    void read_entry()
    {
        auto const key = read_string();
        expect(":");
        if (key == "descr" && !descr_) {
            descr_ = read_string();
        } else if (key == "fortran_order" && !fortran_order_) {
            fortran_order_ = read_bool();
        } else if (key == "shape" && !shape_) {
            shape_ = read_shape();
        } else {
            refuse("'descr', 'fortran_order' and 'shape' once each, found '" + key + "'");
        }
    }
    auto read_bool() -> bool
    {
        if (at_.accept("True")) {
            return true;
        }
        if (!at_.accept("False")) {
            refuse("True or False");
        }
        return false;
    }
    /// (), (3,) or (3, 4): a single number without a comma is no tuple.
    auto read_shape() -> shape_type
    {
        auto shape = shape_type();
        expect("(");
        for (auto more = true; !at_.accept(")");) {
            if (!more) {
                refuse("',' or ')'");
            }
            shape.push_back(read_size());
            more = at_.accept(",");
            if (!more && shape.size() == 1) {
                refuse("','");
            }
        }
        return shape;
    }
    auto read_size() -> std::size_t
    {
        auto const size = at_.read_size();
        if (!size) {
            refuse("the length of an axis, below 2^64");
        }
        at_.step(at_.rest().starts_with('L') ? 1 : 0); // as Python 2 writes a long one
        return *size;
    }

    std::string const& path_;
    formats::text_cursor at_;
    std::size_t offset_;
    std::optional<std::string> descr_;
    std::optional<bool> fortran_order_;
    std::optional<shape_type> shape_;
};

} // namespace

auto read_header(std::string const& path, std::string_view text, std::size_t offset) -> header
{
    return header_reader(path, text, offset).read();
}

} // namespace lagom::npy
