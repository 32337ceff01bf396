// SPDX-License-Identifier: BSL-1.0
#include <lagom/report/summary.hpp>

#include <cstdio>

namespace lagom {

auto summary_text(std::vector<stored_entry> const& entries, std::size_t parameter_entries,
                  long parameter_count, long operations, long bytes_a_number) -> std::string
{
    std::string text = "tensor                                       shape          numbers      bytes\n";
    char line[200];
    for (std::size_t i = 0; i < entries.size(); ++i) {
        auto const& e = entries[i];
        auto const shape = e.where == plan::space::row
            ? "[" + std::to_string(e.cols) + "]"
            : "[" + std::to_string(e.rows) + ", " + std::to_string(e.cols) + "]";
        long const count = long{e.rows} * e.cols;
        std::snprintf(line, sizeof line, "%-44s %-14s %7ld %10ld%s\n", e.path.c_str(), shape.c_str(), count,
                      count * bytes_a_number, i < parameter_entries ? "" : "  state");
        text += line;
    }
    std::snprintf(line, sizeof line, "%ld parameters, %ld bytes; %ld operations an example\n",
                  parameter_count, parameter_count * bytes_a_number, operations);
    return text + line;
}

} // namespace lagom
