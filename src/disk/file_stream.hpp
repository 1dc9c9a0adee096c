#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "base/offload.hpp"
#include "disk/file.hpp"
#include "http/body.hpp"

namespace wt::disk {

/// Part of a blob's file, which stays open as long as the stream lives, whether it is deleted meanwhile or not. Either
/// handed over as a whole to whoever feeds a socket from files, or read on the Offload in pieces of 256 KiB.
class FileStream final : public http::BodyStream {
public:
    static constexpr std::size_t piece_size = std::size_t{256} << 10;

    /// `path` is for sentences; `offload` outlives it.
    FileStream(Offload& offload, File file, std::string path, std::uint64_t offset, std::uint64_t size);
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return size_; }
    [[nodiscard]] Task<Result<Text>> next() override;
    [[nodiscard]] std::optional<http::FileSlice> take_file() override;

private:
    struct Source;

    Offload& offload_;
    std::shared_ptr<Source> source_;
    std::uint64_t size_;
    std::uint64_t at_;
    std::uint64_t end_;
};

}  // namespace wt::disk
