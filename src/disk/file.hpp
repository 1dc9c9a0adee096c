#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"

namespace wt::disk {

/// An open file, closed when destroyed. All calls block, and may be made on any thread, one at a time. Errors are
/// sentences that name the file and what the system said.
class File {
public:
    File() = default;
    /// Takes over `descriptor`.
    explicit File(int descriptor) : descriptor_(descriptor) {}
    File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    File& operator=(File&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File();

    /// To write; it must not be there yet.
    [[nodiscard]] static Result<File> create(const std::string& path);
    [[nodiscard]] static Result<File> open(const std::string& path);

    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
    [[nodiscard]] int descriptor() const { return descriptor_; }
    /// Appends all of `bytes`; nothing on success. `path` is for the sentence.
    [[nodiscard]] std::optional<Error> append(std::string_view bytes, const std::string& path);
    /// Reads `size` bytes at `offset` to `to`; fewer are an error.
    [[nodiscard]] std::optional<Error> read(char* to, std::uint64_t offset, std::size_t size,
                                            const std::string& path) const;
    /// Until the bytes are on the disk itself.
    [[nodiscard]] std::optional<Error> sync(const std::string& path);

private:
    int descriptor_ = -1;
};

/// Until what was made in, moved to and removed from `folder` is on the disk itself.
/// Throws the sentence, if there is one.
void or_throw(const std::optional<Error>& error);
bool or_throw(const Result<bool>& result);

[[nodiscard]] std::optional<Error> sync_folder(const std::string& folder);
[[nodiscard]] std::optional<Error> rename_file(const std::string& from, const std::string& to);
/// Whether it is gone or not is not told: who must know looks.
void remove_file(const std::string& path);
/// Whether it was made; it may be there already.
[[nodiscard]] Result<bool> make_folder(const std::string& path);

/// "cannot WHAT PATH: " and what the system says of `code`.
[[nodiscard]] Error file_error(std::string_view what, const std::string& path, int code);

}  // namespace wt::disk
