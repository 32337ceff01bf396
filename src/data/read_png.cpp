// SPDX-License-Identifier: BSL-1.0
#include "data/read_png.hpp"

#include "core/formats.hpp"

#include <lagom/core/exceptions.hpp>

#include <array>
#include <csetjmp>
#include <cstring>

#include <png.h>

namespace lagom::formats {
namespace {

/// libpng over a file in memory. An error of libpng jumps back into `run`; so nothing that it calls has a destructor.
class png_file {
public:
    png_file(std::string const& name, std::string_view bytes) : name_(name), bytes_(bytes) {}
    ~png_file() { png_destroy_read_struct(&png_, &info_, nullptr); }
    png_file(png_file const&) = delete;
    auto operator=(png_file const&) -> png_file& = delete;

    void read_header(picture& out)
    {
        run([&] {
            start();
            png_read_info(png_, info_);
        });
        if (png_get_bit_depth(png_, info_) == 16) {
            throw file_error(name_ + ": the picture has 16 bits a channel, expected 8 or fewer");
        }
        auto const colours = png_get_color_type(png_, info_);
        is_transparent_ = png_get_valid(png_, info_, PNG_INFO_tRNS) != 0; // a colour, or some of a palette
        out.size = {png_get_image_height(png_, info_), png_get_image_width(png_, info_),
                    (colours & PNG_COLOR_MASK_COLOR) != 0 ? std::size_t{3} : std::size_t{1}};
        out.has_alpha = is_transparent_ || (colours & PNG_COLOR_MASK_ALPHA) != 0;
    }

    void read_levels(picture& out)
    {
        auto const has_palette = png_get_color_type(png_, info_) == PNG_COLOR_TYPE_PALETTE;
        auto const width = out.size.width * (has_palette ? 1 : out.numbers_a_pixel());
        run([&] {
            if (has_palette) {
                png_set_packing(png_); // libpng expands places behind the end of a palette without a word
            } else {
                png_set_expand(png_); // fewer bits, what is transparent
            }
            png_set_interlace_handling(png_);
            png_read_update_info(png_, info_);
        });
        if (png_get_rowbytes(png_, info_) != width) {
            throw file_error(name_ + ": libpng expands the picture to rows of " +
                             std::to_string(png_get_rowbytes(png_, info_)) + " bytes, expected " +
                             std::to_string(width));
        }
        auto rows = std::vector<png_bytep>(out.size.height);
        for (auto row = std::size_t{0}; row < rows.size(); ++row) {
            rows[row] = out.levels.data() + row * width;
        }
        run([&] {
            png_read_image(png_, rows.data());
            png_read_end(png_, nullptr);
        });
        if (has_palette) {
            expand_palette(out);
        }
    }

private:
    /// Colours, and alphas if there are any, of the places in the palette that the levels are.
    void expand_palette(picture& out) const
    {
        png_colorp colours = nullptr;
        png_bytep alphas = nullptr;
        auto colour_count = 0, alpha_count = 0;
        png_get_PLTE(png_, info_, &colours, &colour_count);
        png_get_tRNS(png_, info_, &alphas, &alpha_count, nullptr);
        auto const width = out.size.width, a_pixel = out.numbers_a_pixel();
        for (auto pixel = out.size.height * width;
             pixel-- > 0;) { // the last first: they lie behind their places
            auto const place = int{out.levels[pixel]};
            if (place >= colour_count) {
                throw file_error(name_ + ": the pixel in row " + std::to_string(pixel / width) + ", column " +
                                 std::to_string(pixel % width) + " (both counted from 0) has the place " +
                                 std::to_string(place) + " in the palette, expected 0 to " +
                                 std::to_string(colour_count - 1));
            }
            auto* const to = out.levels.data() + pixel * a_pixel;
            auto const& colour = colours[place];
            to[0] = colour.red;
            to[1] = colour.green;
            to[2] = colour.blue;
            if (out.has_alpha) {
                to[3] = place < alpha_count ? alphas[place] : 255;
            }
        }
    }

    void start()
    {
        png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, on_error, on_error);
        info_ = png_ == nullptr ? nullptr : png_create_info_struct(png_);
        if (info_ == nullptr) {
            stop("it cannot start");
        }
        png_set_read_fn(png_, this, on_read);
        png_set_benign_errors(png_, 0);
        png_set_check_for_invalid_index(png_, 0); // we say which pixel
        png_set_crc_action(png_, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
        png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1); // those that change no level
        png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX); // what is too large is ours to say
    }

    /// Calls f, in which libpng may fail.
    template <class F>
    void run(F f)
    {
        if (!succeeds(f)) {
            refuse(name_, at_,
                   is_cut_ ? "the picture is cut off here"
                           : std::string("the picture is damaged: libpng says \"") + message_.data() + '"');
        }
    }
    template <class F>
    auto succeeds(F& f) -> bool
    {
        if (setjmp(jump_) != 0) { // NOLINT(cert-err52-cpp): it is libpng's way
            return false;
        }
        f();
        return true;
    }
    [[noreturn]] void stop(char const* message)
    {
        std::strncpy(message_.data(), message, message_.size() - 1);
        std::longjmp(jump_, 1); // NOLINT(cert-err52-cpp)
    }
    [[noreturn]] static void on_error(png_structp png, png_const_charp message)
    {
        static_cast<png_file*>(png_get_error_ptr(png))->stop(message);
    }
    static void on_read(png_structp png, png_bytep to, std::size_t count)
    {
        auto& file = *static_cast<png_file*>(png_get_io_ptr(png));
        if (count > file.bytes_.size() - file.at_) {
            file.at_ = file.bytes_.size();
            file.is_cut_ = true;
            file.stop("");
        }
        std::memcpy(to, file.bytes_.data() + file.at_, count);
        file.at_ += count;
    }

    std::string const& name_;
    std::string_view bytes_;
    std::size_t at_ = 0;
    png_structp png_ = nullptr;
    png_infop info_ = nullptr;
    bool is_transparent_ = false, is_cut_ = false;
    std::array<char, 200> message_{};
    std::jmp_buf jump_{};
};

} // namespace

void read_png(std::string const& name, std::string_view bytes, picture_check const& check, picture& out)
{
    auto file = png_file(name, bytes);
    file.read_header(out);
    make_room(name, check, out);
    file.read_levels(out);
}

} // namespace lagom::formats
