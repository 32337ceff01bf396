// SPDX-License-Identifier: BSL-1.0
#include "data/picture_list.hpp"

#include "core/formats.hpp"
#include "core/json_header.hpp"
#include "core/shown_text.hpp"
#include "data/csv_classes.hpp"
#include "data/csv_records.hpp"
#include "data/gunzip.hpp"
#include "data/picture.hpp"

#include <lagom/core/exceptions.hpp>
#include <lagom/data/durable.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <system_error>

#include <dirent.h>
#include <sys/stat.h>

namespace lagom::formats {
namespace {

using std::to_string;
using names = std::vector<std::string>;

[[noreturn]] void refuse_path(std::string const& path, std::string const& what)
{
    throw file_error(path_text(path) + ": " + what);
}
[[noreturn]] void refuse_call(std::string const& path, char const* what, int reason)
{
    refuse_path(path, std::string(what) + ": " + std::generic_category().message(reason));
}

/// What a path leads to, links followed.
auto facts_of(std::string const& path) -> struct ::stat {
    struct ::stat facts{};
    if (::stat(path.c_str(), &facts) != 0) {
        auto const reason = errno;
        struct ::stat link{};
        auto const is_link = ::lstat(path.c_str(), &link) == 0 && S_ISLNK(link.st_mode);
        refuse_call(path, is_link ? "cannot follow the link" : "cannot open", reason);
    }
    return facts;
}

auto kind_of(::mode_t mode) -> char const*
{
    return S_ISFIFO(mode) ? "a FIFO" : S_ISSOCK(mode) ? "a socket" : S_ISREG(mode) ? "a file" : "a device";
}

void require_folder(std::string const& path)
{
    if (auto const facts = facts_of(path); !S_ISDIR(facts.st_mode)) {
        refuse_path(path, std::string("it is ") + kind_of(facts.st_mode) + ", expected a folder of pictures");
    }
}

/// Files and folders in a folder, sorted, without those that systems and file managers leave behind.
struct content {
    names files, folders;
};
auto is_left_behind(std::string_view name) -> bool
{
    return name.starts_with('.') || name == "Thumbs.db" || name == "desktop.ini";
}
auto inside(std::string const& folder, std::string_view name) -> std::string
{
    return folder + (folder.ends_with('/') ? "" : "/") + std::string(name);
}
auto names_in(std::string const& folder) -> names
{
    struct close_folder {
        void operator()(::DIR* open) const { ::closedir(open); }
    };
    auto const open = std::unique_ptr<::DIR, close_folder>(::opendir(folder.c_str()));
    if (!open) {
        refuse_call(folder, "cannot open the folder", errno);
    }
    auto all = names();
    for (;;) {
        errno = 0;
        auto const* const entry = ::readdir(open.get());
        if (entry == nullptr) {
            break;
        }
        if (!is_left_behind(static_cast<char const*>(entry->d_name))) {
            all.emplace_back(static_cast<char const*>(entry->d_name));
        }
    }
    if (errno != 0) {
        refuse_call(folder, "cannot read the folder", errno);
    }
    std::sort(all.begin(), all.end());
    return all;
}
auto content_of(std::string const& folder) -> content
{
    auto found = content();
    for (auto const& name : names_in(folder)) {
        auto const path = inside(folder, name);
        auto const mode = facts_of(path).st_mode;
        if (!S_ISDIR(mode) && !S_ISREG(mode)) {
            refuse_path(path, std::string("it is ") + kind_of(mode) + ", expected a picture or a folder");
        }
        (S_ISDIR(mode) ? found.folders : found.files).push_back(name);
    }
    return found;
}

auto begins_as_picture(std::string const& path) -> bool
{
    auto start = std::array<char, 8>();
    auto file = std::ifstream(path, std::ios::binary);
    file.read(start.data(), start.size());
    return is_picture({start.data(), static_cast<std::size_t>(file.gcount())});
}

/// All files of folders and of those within, which links may join to a circle.
class walk {
public:
    explicit walk(names& found) : found_(found) {}

    void add(std::string const& folder)
    {
        auto const facts = facts_of(folder);
        auto const identity = std::pair(facts.st_dev, facts.st_ino);
        if (std::find(around_.begin(), around_.end(), identity) != around_.end()) {
            refuse_path(folder, "it is a link to a folder that it lies in, expected folders that end");
        }
        around_.push_back(identity);
        auto const here = content_of(folder);
        for (auto const& name : here.files) {
            found_.push_back(inside(folder, name));
        }
        for (auto const& name : here.folders) {
            add(inside(folder, name));
        }
        around_.pop_back();
    }

private:
    names& found_;
    std::vector<std::pair<::dev_t, ::ino_t>> around_;
};

/// The folders of classes, where nothing else is expected.
auto class_folders(std::string const& folder) -> names
{
    auto const here = content_of(folder);
    auto const stray = std::find_if(here.files.begin(), here.files.end(), [&](auto const& name) {
        return begins_as_picture(inside(folder, name));
    });
    if (stray != here.files.end()) {
        refuse_path(inside(folder, *stray),
                    here.folders.empty()
                        ? "a picture, where a folder for each class is expected; labels_file(\"labels.csv\") "
                          "says the classes, and no_labels reads pictures without any"
                        : "a picture beside the folders of classes, expected in one of them");
    }
    if (here.folders.empty()) {
        refuse_path(folder, "there are no folders and no pictures in it, expected a folder for each class");
    }
    return here.folders;
}

void require_utf8_name(std::string const& path, std::string_view name)
{
    while (!name.empty()) {
        auto const length = json::utf8_length(name);
        if (length == 0) {
            refuse_path(path,
                        "the name of this folder is no text in UTF-8, as which a model keeps the names of "
                        "classes");
        }
        name.remove_prefix(length);
    }
}

auto list_classes(std::string const& folder, names const& known) -> picture_list
{
    auto list = picture_list{{}, {}, known};
    for (auto const& name : class_folders(folder)) {
        auto const path = inside(folder, name);
        require_utf8_name(path, name);
        if (known.empty()) {
            list.classes.push_back(name);
        }
        auto const place = std::find(list.classes.begin(), list.classes.end(), name);
        if (place == list.classes.end()) {
            refuse_path(path,
                        "the folder is none of the classes of the first data set, expected one of " +
                            csv::listed(known));
        }
        walk(list.paths).add(path);
        if (list.paths.size() == list.labels.size()) {
            refuse_path(path, "there is no picture in the folder of this class, expected at least one");
        }
        list.labels.resize(list.paths.size(), static_cast<std::int32_t>(place - list.classes.begin()));
    }
    return list;
}

auto list_all(std::string const& folder) -> picture_list
{
    auto list = picture_list();
    walk(list.paths).add(folder);
    if (list.paths.empty()) {
        refuse_path(folder, "there is no picture in it, expected at least one");
    }
    return list;
}

/// A CSV file of names and labels, which is read as read_csv does.
class labels_table {
public:
    labels_table(std::string const& folder, detail::file_of_labels const& option, names const& known)
        : folder_(folder), bytes_(read_text(option.path)), text_(option.path, bytes_, {}),
          numbers_(false, {}), classes_(known, numbers_, false)
    {
        if (!text_.more()) {
            text_.refuse_file("the file is empty, expected a header and rows of files and labels");
        }
        auto header = names();
        for (auto ends = false; !ends;) {
            auto const field = text_.next();
            header.emplace_back(field.text);
            ends = field.ends_row;
        }
        columns_ = header.size();
        files_at_ = place_of(header, option.file_column, "files");
        labels_at_ = place_of(header, option.label_column, "labels");
        text_.name_columns(header);
    }

    auto read() -> picture_list
    {
        while (text_.more()) {
            read_row();
        }
        if (list_.paths.empty()) {
            text_.refuse_file("there are no rows behind the header, expected one for each picture");
        }
        text_.say_if_cut();
        auto const order = classes_.order();
        for (auto& label : list_.labels) {
            label = order.moved[static_cast<std::size_t>(label)];
        }
        list_.classes = order.all;
        return std::move(list_);
    }

private:
    static auto read_text(std::string const& path) -> std::string
    {
        auto bytes = read_whole(path);
        return is_gzip(bytes) ? unpack(path, bytes, most_unpacked) : bytes;
    }
    auto place_of(names const& header, std::string const& name, char const* what) const -> std::size_t
    {
        auto const count = std::count(header.begin(), header.end(), name);
        if (count != 1) {
            text_.refuse_file("the header has " + std::string(count == 0 ? "no" : "more than one") +
                              " column " + shown(name) + ", expected one of " + what + " among " +
                              csv::listed(header) +
                              "; labels_file(path, \"file\", \"label\") says the columns' names");
        }
        return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
    }
    void read_row()
    {
        auto fields = std::size_t{0};
        auto file = std::string();
        for (auto ends = false; !ends; ++fields) {
            auto const field = text_.next();
            if (fields == files_at_) {
                file = field.text;
            }
            if (fields == labels_at_) {
                add_label(field.text);
            }
            ends = field.ends_row;
        }
        if (fields != columns_) {
            text_.refuse_row("found " + to_string(fields) + (fields == 1 ? " field" : " fields") +
                             ", expected " + to_string(columns_) + " as in the header");
        }
        add_file(file);
    }
    void add_label(std::string_view text)
    {
        if (numbers_.is_missing(text)) {
            text_.refuse(shown(text) + " (a missing value)", "the name of a class");
        }
        if (!classes_.accepts(text)) {
            text_.refuse(shown(text), "one of the classes " + csv::listed(classes_.known()));
        }
        list_.labels.push_back(classes_.place(text));
    }
    void add_file(std::string const& name)
    {
        auto path = inside(folder_, name);
        struct ::stat facts{};
        if (name.empty() || ::stat(path.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
            text_.refuse_column(files_at_, shown(name),
                                "the name of a file in the folder " + path_text(folder_));
        }
        if (!seen_.insert(std::filesystem::path(name).lexically_normal()).second) {
            text_.refuse_column(files_at_, shown(name) + " a second time", "each file once");
        }
        list_.paths.push_back(std::move(path));
    }

    std::string folder_, bytes_;
    csv::records text_;
    csv::number_reader numbers_;
    csv::class_list classes_;
    std::size_t columns_ = 0, files_at_ = 0, labels_at_ = 0;
    std::set<std::string> seen_; // "./1.png" as "1.png"
    picture_list list_;
};

} // namespace

auto list_pictures(std::string const& folder, detail::image_options const& options) -> picture_list
{
    require_folder(folder);
    if (options.no_labels) {
        return list_all(folder);
    }
    auto const known = options.known ? options.known->classes : names();
    return options.labels ? labels_table(folder, *options.labels, known).read() : list_classes(folder, known);
}

} // namespace lagom::formats
