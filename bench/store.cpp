// Rows and small blobs committed per second by 1, 16 and 64 who wait for the disk at once, beside how often a second
// the disk can be waited for at all; and what a put in memory takes of the processor.
//   bench_store [FOLDER]   where the folder is made; /tmp unless said
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <string>

#include "base/scope.hpp"
#include "disk/folder_store.hpp"
#include "disk/thread_offload.hpp"
#include "store/memory_store.hpp"

namespace {

using namespace wt;
using store::BlobId;
using store::Change;

constexpr std::size_t object = 1024;
constexpr double measured_seconds = 3;
constexpr int memory_puts = 2'000'000;
constexpr int kept_at_once = 1000;

[[nodiscard]] double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// What this process has used of the processor.
[[nodiscard]] double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// How often 8 KiB can be appended to a file and be on the disk.
[[nodiscard]] double syncs_per_second(const std::string& where) {
    std::string path = where + "/windtunnel-bench-XXXXXX";
    const int file = mkstemp(path.data());
    const std::string bytes(8192, 'x');
    long done = 0;
    const double start = now();
    for (; now() < start + measured_seconds; ++done) {
        if (write(file, bytes.data(), bytes.size()) < 0 || fdatasync(file) != 0) std::abort();
    }
    const double rate = static_cast<double>(done) / (now() - start);
    close(file);
    unlink(path.c_str());
    return rate;
}

Task<void> client(disk::FolderStore& store, Text bytes, int number, double end, long& done) {
    for (long i = 0; now() < end; ++i) {
        const Result<BlobId> blob = store.keep(bytes);
        if (!blob.ok()) std::abort();
        std::vector<Change> changes(1);
        changes[0].space = "objects";
        changes[0].key = "client-" + std::to_string(number) + "/object-" + std::to_string(i);
        changes[0].value = std::to_string(blob.value()) + std::string(200, 'm');
        const store::Ticket ticket = store.stage(std::move(changes), std::vector<BlobId>());
        if ((co_await store.durable(ticket)).has_value()) std::abort();
        ++done;
    }
}

[[nodiscard]] double commits_per_second(const std::string& where, int clients) {
    std::string folder = where + "/windtunnel-bench-XXXXXX";
    if (mkdtemp(folder.data()) == nullptr) std::abort();
    double rate = 0;
    {
        Clock clock;
        disk::ThreadOffload offload;
        disk::FolderStore store(clock, folder, offload);
        const Text bytes(std::string(object, 'x'));
        long done = 0;
        Scope scope;
        const double start = now();
        for (int i = 0; i < clients; ++i) scope.spawn(client(store, bytes, i, start + measured_seconds, done));
        offload.run_until(clock, [&] { return scope.running() == 0; });
        rate = static_cast<double>(done) / (now() - start);
    }
    std::filesystem::remove_all(folder);
    return rate;
}

struct MemoryCost {
    double put_ns;
    double get_ns;
};

/// A put in memory: a blob kept, a stage that drops an older one, and a durable() that need not wait.
[[nodiscard]] MemoryCost memory_cost() {
    store::MemoryStore store;
    const Text bytes(std::string(object, 'x'));
    std::vector<BlobId> kept(kept_at_once, 0);
    double start = processor_seconds();
    for (int i = 0; i < memory_puts; ++i) {
        BlobId& place = kept[static_cast<std::size_t>(i % kept_at_once)];
        std::vector<BlobId> dropped;
        if (place != 0) dropped.push_back(place);
        place = store.keep(bytes).value();
        if (!store.is_durable(store.stage(std::vector<Change>(), std::move(dropped)))) std::abort();
    }
    const double put = (processor_seconds() - start) / memory_puts * 1e9;
    std::size_t sum = 0;
    start = processor_seconds();
    for (int i = 0; i < memory_puts; ++i) sum += store.whole(kept[static_cast<std::size_t>(i % kept_at_once)])->size();
    const double get = (processor_seconds() - start) / memory_puts * 1e9;
    if (sum != object * memory_puts) std::abort();
    return {put, get};
}

}  // namespace

int main(int argc, char* argv[]) {
    const std::string where = argc > 1 ? argv[1] : "/tmp";
    const MemoryCost memory = memory_cost();
    std::printf("{\"memory_put_ns\": %.0f, \"memory_get_ns\": %.0f, \"syncs_per_s\": %.0f", memory.put_ns,
                memory.get_ns, syncs_per_second(where));
    for (const int clients : {1, 16, 64})
        std::printf(", \"commits_per_s_%d\": %.0f", clients, commits_per_second(where, clients));
    std::printf("}\n");
}
