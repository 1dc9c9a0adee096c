#include "disk/file_writer.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/assert.hpp"

namespace wt::disk {

/// Bytes that the Offload may read while the loop goes on: no Text.
struct FileWriter::Buffer {
    std::unique_ptr<char[]> bytes = std::make_unique_for_overwrite<char[]>(buffer_size);
    std::size_t used = 0;
};

/// One piece of work on the Offload, with all that it uses: it may outlive the writer.
struct FileWriter::Job {
    std::shared_ptr<BlobFile> file;
    std::shared_ptr<Buffer> buffer;
    bool last = false;
    std::optional<Error> failure;

    void run() {
        if (buffer->used > 0) failure = file->append({buffer->bytes.get(), buffer->used});
        if (!failure && last) failure = file->finish();
    }
};

Task<std::optional<Error>> FileWriter::write(Text piece) {
    WT_ASSERT(!finished_);
    if (file_ == nullptr && head_.size() + piece.size() <= store::Store::small_blob) {
        head_.add(std::move(piece));
        co_return failure_;
    }
    if (file_ == nullptr) begin_file();
    for (std::size_t at = 0; at < piece.size() && !failure_;) {
        at += fill(piece.view().substr(at));
        if (filling_->used < buffer_size) break;
        co_await idle_.wait();
        if (!failure_) write_out();
    }
    co_return failure_;
}

Task<Result<store::BlobId>> FileWriter::finish() {
    WT_ASSERT(!std::exchange(finished_, true));
    if (file_ == nullptr) {
        const std::vector<Text> pieces = head_.finish();
        WT_ASSERT(pieces.size() <= 1);
        co_return folder_.keep(pieces.empty() ? Text() : pieces.front());
    }
    co_await idle_.wait();
    if (!failure_) {
        auto job = std::make_shared<Job>();
        job->file = file_;
        job->buffer = std::move(filling_);
        job->last = true;
        co_await carry_out(std::move(job));
    }
    if (failure_) {
        Error failure = *failure_;
        co_return failure;
    }
    file_->give();
    co_return file_->id();
}

void FileWriter::begin_file() {
    file_ = folder_.new_file();
    filling_ = std::make_shared<Buffer>();
    for (const Text& piece : head_.finish()) {
        const std::size_t taken = fill(piece);
        WT_ASSERT(taken == piece.size());
    }
}

std::size_t FileWriter::fill(std::string_view bytes) {
    const std::size_t taken = std::min(bytes.size(), buffer_size - filling_->used);
    std::memcpy(filling_->bytes.get() + filling_->used, bytes.data(), taken);
    filling_->used += taken;
    return taken;
}

void FileWriter::write_out() {
    auto job = std::make_shared<Job>();
    job->file = file_;
    job->buffer = std::exchange(filling_, std::exchange(spare_, nullptr));
    if (filling_ == nullptr) filling_ = std::make_shared<Buffer>();
    filling_->used = 0;
    scope_.spawn(carry_out(std::move(job)));
}

Task<void> FileWriter::carry_out(std::shared_ptr<Job> job) {
    idle_.reset();
    std::function<void()> work = [job] { job->run(); };
    co_await folder_.offload.run(std::move(work));
    failure_ = job->failure;
    spare_ = std::move(job->buffer);
    idle_.set();
}

}  // namespace wt::disk
