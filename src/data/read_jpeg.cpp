// SPDX-License-Identifier: BSL-1.0
#include "data/read_jpeg.hpp"

#include "core/formats.hpp"

#include <lagom/core/exceptions.hpp>

#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdio> // jpeglib.h needs it
#include <cstring>

#include <jpeglib.h>

#include <jerror.h>

namespace lagom::formats {
namespace {

/// libjpeg over a file in memory. An error of libjpeg jumps back into `run`; so nothing that it calls has a destructor.
class jpeg_file {
public:
    jpeg_file(std::string const& name, std::string_view bytes) : name_(name), bytes_(bytes) {}
    ~jpeg_file() { jpeg_destroy_decompress(&state_); } // does nothing to what was not created
    jpeg_file(jpeg_file const&) = delete;
    auto operator=(jpeg_file const&) -> jpeg_file& = delete;

    void read_header(picture& out)
    {
        run([&] {
            start();
            jpeg_read_header(&state_, TRUE);
        });
        out.size = {state_.image_height, state_.image_width, channels()};
        out.has_alpha = false;
    }

    void read_levels(picture& out)
    {
        auto const width = out.size.width * out.size.channels;
        auto* const levels = out.levels.data();
        run([&] {
            state_.out_color_space = channels() == 1 ? JCS_GRAYSCALE : JCS_RGB;
            jpeg_start_decompress(&state_);
            while (state_.output_scanline < state_.output_height) {
                auto* row = levels + state_.output_scanline * width;
                jpeg_read_scanlines(&state_, &row, 1);
            }
            jpeg_finish_decompress(&state_);
        });
    }

private:
    auto channels() const -> std::size_t
    {
        switch (state_.jpeg_color_space) {
        case JCS_GRAYSCALE:
            return 1;
        case JCS_YCbCr:
        case JCS_RGB:
            return 3;
        case JCS_CMYK:
        case JCS_YCCK:
            throw file_error(name_ + ": the picture has the colours of print (CMYK), expected gray or RGB");
        default:
            throw file_error(name_ + ": the picture has " + std::to_string(state_.num_components) +
                             " channels, expected gray or RGB");
        }
    }

    void start()
    {
        state_.err = jpeg_std_error(&errors_);
        errors_.error_exit = on_error;
        errors_.emit_message = on_message;
        errors_.output_message = [](j_common_ptr) {};
        state_.client_data = this;
        jpeg_create_decompress(&state_); // keeps these two
        source_.next_input_byte = reinterpret_cast<JOCTET const*>(bytes_.data());
        source_.bytes_in_buffer = bytes_.size();
        source_.init_source = source_.term_source = [](j_decompress_ptr) {};
        source_.fill_input_buffer = [](j_decompress_ptr state) -> boolean {
            of(state).stop_where_cut();
        };
        source_.skip_input_data = skip;
        source_.resync_to_restart = jpeg_resync_to_restart;
        state_.src = &source_;
        progress_.progress_monitor = require_few_scans;
        state_.progress = &progress_;
    }

    /// Calls f, in which libjpeg may fail.
    template <class F>
    void run(F f)
    {
        if (!succeeds(f)) {
            auto const at = bytes_.size() - (is_cut_ ? 0 : source_.bytes_in_buffer);
            refuse(name_, at,
                   is_cut_ ? "the picture is cut off here"
                           : std::string("the picture is damaged: libjpeg says \"") + message_.data() + '"');
        }
    }
    template <class F>
    auto succeeds(F& f) -> bool
    {
        if (setjmp(jump_) != 0) { // NOLINT(cert-err52-cpp): it is libjpeg's way
            return false;
        }
        f();
        return true;
    }
    [[noreturn]] void stop() { std::longjmp(jump_, 1); } // NOLINT(cert-err52-cpp)
    [[noreturn]] void stop_where_cut()
    {
        is_cut_ = true;
        stop();
    }

    template <class State>
    static auto of(State state) -> jpeg_file&
    {
        return *static_cast<jpeg_file*>(state->client_data);
    }
    [[noreturn]] static void on_error(j_common_ptr state)
    {
        state->err->format_message(state, of(state).message_.data());
        of(state).stop();
    }
    /// Levels below 0 are warnings: of data that are damaged, which would be filled with gray.
    static void on_message(j_common_ptr state, int level)
    {
        if (level < 0 && state->err->msg_code != JWRN_JFIF_MAJOR) {
            on_error(state);
        }
    }
    static void skip(j_decompress_ptr state, long count)
    {
        if (count <= 0) {
            return;
        }
        auto& source = *state->src;
        if (static_cast<std::size_t>(count) > source.bytes_in_buffer) {
            of(state).stop_where_cut();
        }
        source.next_input_byte += count;
        source.bytes_in_buffer -= static_cast<std::size_t>(count);
    }
    /// Each scan of a few bytes may cost a pass over the whole picture.
    static void require_few_scans(j_common_ptr state)
    {
        constexpr auto most = 500;
        auto& file = of(state);
        if (file.state_.input_scan_number > most) {
            std::strcpy(file.message_.data(), "more than 500 scans");
            file.stop();
        }
    }

    std::string const& name_;
    std::string_view bytes_;
    jpeg_decompress_struct state_{};
    jpeg_error_mgr errors_{};
    jpeg_source_mgr source_{};
    jpeg_progress_mgr progress_{};
    bool is_cut_ = false;
    std::array<char, JMSG_LENGTH_MAX> message_{};
    std::jmp_buf jump_{};
};

} // namespace

void read_jpeg(std::string const& name, std::string_view bytes, picture_check const& check, picture& out)
{
    auto file = jpeg_file(name, bytes);
    file.read_header(out);
    make_room(name, check, out);
    file.read_levels(out);
}

} // namespace lagom::formats
