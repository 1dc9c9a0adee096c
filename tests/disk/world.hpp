#pragma once
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/offload.hpp"
#include "catch.hpp"
#include "disk/folder_store.hpp"
#include "store/finished.hpp"
#include "thread_offload.hpp"

namespace wt::disk {

/// On the disk, where a sync takes as long as it does; or in memory where there is such a place, for tests with many.
enum class Where : std::uint8_t { disk, memory };

/// A folder that is gone with the test.
class TemporaryFolder {
public:
    explicit TemporaryFolder(Where where = Where::memory) {
        namespace fs = std::filesystem;
        const bool memory = where == Where::memory && access("/dev/shm", W_OK) == 0;
        std::string path =
            ((memory ? fs::path("/dev/shm") : fs::temp_directory_path()) / "windtunnel-disk-XXXXXX").string();
        REQUIRE(mkdtemp(path.data()) != nullptr);
        path_ = path;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }

private:
    std::string path_;
};

/// How many files lie in `folder` and below.
[[nodiscard]] inline std::size_t files_in(const std::string& folder) {
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) files += entry.is_regular_file();
    return files;
}

/// Work that waits until the test does it, and goes back to who asked when the test says so.
class ManualOffload final : public Offload {
    struct Job {
        std::function<void()> work;
        std::coroutine_handle<> waiting;
    };

public:
    struct Wait {
        std::shared_ptr<Job> job;
        explicit Wait(std::shared_ptr<Job> of) : job(std::move(of)) {}
        Wait(const Wait&) = delete;
        Wait& operator=(const Wait&) = delete;
        ~Wait() { job->waiting = {}; }
        bool await_ready() const { return false; }
        void await_suspend(std::coroutine_handle<> frame) const { job->waiting = frame; }
        void await_resume() const {}
    };
    [[nodiscard]] Task<void> run(std::function<void()> work) override {
        auto job = std::make_shared<Job>();
        job->work = std::move(work);
        jobs_.push_back(job);
        Wait wait(job);
        co_await wait;
    }

    [[nodiscard]] std::size_t waiting() const { return jobs_.size(); }
    /// Does the work that has waited longest, and returns to who asked, if that is still there.
    void finish_one() {
        do_one();
        return_one();
    }
    void finish_all() {
        while (!jobs_.empty()) finish_one();
    }
    /// Does the work on another thread, without going back: return_one() does.
    void do_one() {
        REQUIRE_FALSE(jobs_.empty());
        const std::shared_ptr<Job> job = jobs_.front();
        jobs_.pop_front();
        std::thread([&] { job->work(); }).join();
        done_.push_back(job);
    }
    void return_one() {
        REQUIRE_FALSE(done_.empty());
        const std::shared_ptr<Job> job = done_.front();
        done_.pop_front();
        if (job->waiting) std::exchange(job->waiting, {}).resume();
    }

private:
    std::deque<std::shared_ptr<Job>> jobs_;
    std::deque<std::shared_ptr<Job>> done_;
};

/// A store whose disk work is done on the spot, and what a test does with it.
struct World {
    explicit World(const std::string& folder, FolderLimits limits = {}) : store(clock, folder, offload, limits) {}

    Clock clock;
    InlineOffload offload;
    FolderStore store;
    Scope scope;

    /// The result of a task that waits for nothing but the store.
    template <class T>
    [[nodiscard]] T await(Task<T> task) {
        std::optional<T> result;
        scope.spawn(store::await_into(std::move(task), result));
        clock.run_until(clock.now());
        REQUIRE(result.has_value());
        return std::move(*result);
    }
    void commit(std::vector<store::Change> changes, std::vector<store::BlobId> dropped = {}) {
        const store::Ticket ticket = store.stage(std::move(changes), std::move(dropped));
        const std::optional<Error> failure = await(store.durable(ticket));
        INFO((failure ? failure->message : ""));
        REQUIRE_FALSE(failure.has_value());
        REQUIRE(store.is_durable(ticket));
    }
    [[nodiscard]] std::map<std::string, std::string> rows(std::string_view space) {
        std::map<std::string, std::string> found;
        std::string before;
        store.load(space, [&](std::string_view key, std::string_view value) {
            CHECK((found.empty() || before < key));
            before = key;
            found.emplace(key, value);
        });
        return found;
    }
    [[nodiscard]] store::BlobId write(std::string_view bytes, std::size_t step = 100'000) {
        const auto writer = store.write();
        for (std::size_t at = 0; at < bytes.size(); at += step)
            REQUIRE_FALSE(await(writer->write(Text(bytes.substr(at, step)))).has_value());
        const Result<store::BlobId> id = await(writer->finish());
        REQUIRE(id.ok());
        return id.value();
    }
    /// All of a blob; `size`: what it has.
    [[nodiscard]] std::string bytes(store::BlobId blob, std::size_t size) {
        const std::optional<Text> whole = store.whole(blob);
        const std::string read = store::bytes_of(*store.read(blob, 0, size));
        if (whole) CHECK(*whole == read);
        return read;
    }
};

/// Waits for `ticket`, then says how it went.
inline Task<void> note_durable(store::Store& store, store::Ticket ticket, std::vector<std::string>& log,
                               std::string name) {
    const std::optional<Error> failure = co_await store.durable(ticket);
    log.push_back(failure ? name + ": " + failure->message : name);
}

}  // namespace wt::disk
