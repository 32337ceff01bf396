// SPDX-License-Identifier: BSL-1.0
// One side of one workload, run on request: see bench/README.md for the protocol.
//
//   steps --list                          workloads and sides
//   steps --machine                       what this machine reaches, as JSON
//   steps WORKLOAD SIDE THREADS           then, on standard input: run K | parts | quit
#include "side.hpp"

#include <lagom/report/machine.hpp>
#include <lagom/run/blas.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <map>
#include <sstream>

namespace bench {

namespace {
auto offers() -> std::map<std::string, maker>&
{
    static std::map<std::string, maker> all;
    return all;
}
} // namespace

auto offer(std::string name, maker make) -> bool
{
    offers().emplace(std::move(name), std::move(make));
    return true;
}

namespace {

auto quoted(std::string const& text) -> std::string
{
    std::string out = "\"";
    for (char const c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c == '\t' ? ' ' : c;
    }
    return out + '"';
}

void print_machine()
{
    auto const m = lagom::machine();
    std::cout << "{\"processor\": " << quoted(m.processor) << ", \"threads\": " << m.threads
              << ", \"built_bits\": " << m.built_bits << ", \"available_bits\": " << m.available_bits
              << ", \"peak_gflops\": " << m.peak_gflops << ", \"memory_read_gbs\": " << m.memory_read_gbs
              << ", \"memory_triad_gbs\": " << m.memory_triad_gbs
              << ", \"blas\": " << quoted(lagom::blas::name()) << ", \"caches\": [";
    for (std::size_t i = 0; i < m.caches.size(); ++i) {
        auto const& c = m.caches[i];
        std::cout << (i > 0 ? ", " : "") << "{\"level\": " << c.level << ", \"bytes\": " << c.bytes
                  << ", \"read_gbs\": " << c.read_gbs << "}";
    }
    std::cout << "]}\n";
}

auto serve(side& s) -> int
{
    std::cout << "{\"ready\": true, \"peer\": \"lagom\", \"first_step_s\": " << s.seconds(1) << "}"
              << std::endl;
    for (std::string line; std::getline(std::cin, line) && line != "quit";) {
        std::istringstream words(line);
        std::string verb;
        long count = 0;
        words >> verb >> count;
        if (verb == "run") {
            std::printf("{\"seconds\": %.9f}\n", s.seconds(count));
        } else if (verb == "parts") {
            std::printf("[");
            char const* between = "";
            for (auto const& p : s.parts()) {
                std::printf("%s%s", between, quoted(p).c_str());
                between = ", ";
            }
            std::printf("]\n");
        } else {
            std::printf("{\"error\": \"expected run K, parts or quit\"}\n");
        }
        std::fflush(stdout);
    }
    double const loss = s.loss();
    loss == loss ? std::printf("{\"loss\": %.6f}\n", loss) : std::printf("{\"loss\": null}\n");
    return 0;
}

} // namespace
} // namespace bench

auto main(int argc, char** argv) -> int
try {
    std::string const verb = argc > 1 ? argv[1] : "";
    if (verb == "--list") {
        for (auto const& [name, make] : bench::offers()) {
            std::cout << name << "\n";
        }
        return 0;
    }
    if (verb == "--machine") {
        bench::print_machine();
        return 0;
    }
    auto const found = bench::offers().find(argc == 4 ? verb + " " + argv[2] : "");
    if (found == bench::offers().end()) {
        std::cout << "{\"error\": \"expected WORKLOAD SIDE THREADS; --list names them\"}\n";
        return 1;
    }
    return bench::serve(*found->second(std::atoi(argv[3])));
} catch (std::exception const& e) {
    std::cout << "{\"error\": \"" << e.what() << "\"}\n";
    return 1;
}
