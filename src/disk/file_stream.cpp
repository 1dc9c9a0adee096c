#include "disk/file_stream.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

namespace wt::disk {

/// What the Offload uses: it may outlive the stream. The bytes are copied into a Text on the loop.
struct FileStream::Source {
    File file;
    std::string path;
    std::unique_ptr<char[]> buffer;
    std::optional<Error> failure;

    void read(std::uint64_t offset, std::size_t size) {
        if (buffer == nullptr) buffer = std::make_unique_for_overwrite<char[]>(piece_size);
        failure = file.read(buffer.get(), offset, size, path);
    }
};

FileStream::FileStream(Offload& offload, File file, std::string path, std::uint64_t offset, std::uint64_t size)
    : offload_(offload), source_(std::make_shared<Source>()), size_(size), at_(offset), end_(offset + size) {
    source_->file = std::move(file);
    source_->path = std::move(path);
}

Task<Result<Text>> FileStream::next() {
    if (at_ == end_) co_return Text();
    const std::shared_ptr<Source> source = source_;
    const std::uint64_t offset = at_;
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(piece_size, end_ - at_));
    std::function<void()> work = [source, offset, size] { source->read(offset, size); };
    co_await offload_.run(std::move(work));
    if (source->failure) {
        Error failure = *source->failure;
        co_return failure;
    }
    at_ += size;
    co_return Text(std::string_view(source->buffer.get(), size));
}

std::optional<http::FileSlice> FileStream::take_file() {
    if (at_ == end_) return std::nullopt;
    http::FileSlice slice{source_->file.descriptor(), at_, end_ - at_};
    at_ = end_;
    return slice;
}

}  // namespace wt::disk
