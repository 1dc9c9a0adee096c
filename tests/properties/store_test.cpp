#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "base/scope.hpp"
#include "disk/folder_store.hpp"
#include "holds.hpp"
#include "store/finished.hpp"
#include "store/memory_store.hpp"

using namespace wt;
using namespace wt::properties;
using store::BlobId;
using store::Change;

namespace {

namespace fs = std::filesystem;

/// A blob that some key names, as it is in the folder and in memory.
struct Named {
    BlobId blob = 0;
    BlobId twin = 0;
    std::string bytes;
};
using Model = std::map<std::string, Named>;

/// A folder that lives, dies and comes back, beside a model of what it must hold: what it was told, and how much of
/// that must outlive it.
class Subject {
public:
    Subject() {
        std::string path = (access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp") + std::string("/windtunnel-XXXXXX");
        RC_ASSERT(mkdtemp(path.data()) != nullptr);
        root_ = path;
        folder_ = root_ + "/0";
        open();
    }
    ~Subject() {
        store_.reset();
        fs::remove_all(root_);
    }
    Subject(const Subject&) = delete;
    Subject& operator=(const Subject&) = delete;

    /// Writes a blob whole or in pieces, and names it under `key` in place of the one before.
    void put(const std::string& key, int amount) {
        static constexpr std::size_t sizes[] = {0, 1, 700, 65'536, 65'537, 150'000, 1'200'000};
        Named named;
        named.bytes = store::some_bytes(sizes[static_cast<std::size_t>(amount) % std::size(sizes)], ++seed_);
        const bool whole = named.bytes.size() <= store::Store::small_blob && amount % 2 == 0;
        named.blob = add(*store_, named.bytes, whole);
        named.twin = add(memory_, named.bytes, whole);
        RC_ASSERT(given_.insert(named.blob).second);
        std::vector<BlobId> dropped;
        forget(key, dropped);
        told_[key] = named;
        store_->stage({Change{"names", key, std::to_string(named.blob)},
                       Change{"sizes", key, std::to_string(named.bytes.size())}},
                      std::move(dropped));
    }
    void remove(const std::string& key) {
        std::vector<BlobId> dropped;
        forget(key, dropped);
        store_->stage({Change{"names", key, std::nullopt}, Change{"sizes", key, std::nullopt}}, std::move(dropped));
    }
    /// A blob that nobody will ever name.
    void leave_an_orphan(int amount) {
        const BlobId blob = add(*store_, store::some_bytes(amount % 2 == 0 ? 100 : 100'000, ++seed_), false);
        RC_ASSERT(given_.insert(blob).second);
    }
    void commit() {
        clock_.run_until(clock_.now());
        RC_ASSERT(!store_->trouble());
        kept_ = told_;
    }
    /// An orderly end and a new start.
    void reopen() {
        store_.reset();
        kept_ = told_;
        open();
    }
    /// The start of a process whose predecessor was killed here.
    void crash() {
        const std::string left = root_ + "/" + std::to_string(++crashes_);
        fs::copy(folder_, left, fs::copy_options::recursive);
        store_.reset();
        fs::remove_all(folder_);
        folder_ = left;
        told_ = kept_;
        open();
    }
    void check() {
        for (const auto& [key, named] : told_) {
            check_blob(*store_, named.blob, named.bytes);
            check_blob(memory_, named.twin, named.bytes);
        }
    }

private:
    void open() {
        store_.emplace(clock_, folder_, offload_);
        std::map<std::string, BlobId> names;
        store_->load("names", [&](std::string_view key, std::string_view value) {
            names.emplace(key, std::stoull(std::string(value)));
        });
        std::map<std::string, std::size_t> sizes;
        store_->load("sizes", [&](std::string_view key, std::string_view value) {
            sizes.emplace(key, std::stoull(std::string(value)));
        });
        RC_ASSERT(names.size() == told_.size());
        RC_ASSERT(sizes.size() == told_.size());
        std::unordered_set<BlobId> blobs;
        std::size_t files = 0;
        for (const auto& [key, named] : told_) {
            RC_ASSERT(names.at(key) == named.blob);
            RC_ASSERT(sizes.at(key) == named.bytes.size());
            blobs.insert(named.blob);
            files += named.bytes.size() > store::Store::small_blob ? 1 : 0;
        }
        store_->keep_only(blobs);
        std::size_t found = 0;
        for (const auto& entry : fs::recursive_directory_iterator(folder_ + "/objects"))
            found += entry.is_regular_file();
        RC_ASSERT(found == files);
        RC_ASSERT(fs::is_empty(folder_ + "/tmp"));
    }
    [[nodiscard]] static BlobId add(store::Store& store, const std::string& bytes, bool whole) {
        if (whole) return *store.keep(Text(bytes));
        const auto writer = store.write();
        for (std::size_t at = 0; at < bytes.size(); at += 50'000)
            RC_ASSERT(!store::finished(writer->write(Text(std::string_view(bytes).substr(at, 50'000)))));
        return *store::finished(writer->finish());
    }
    void forget(const std::string& key, std::vector<BlobId>& dropped) {
        const auto before = told_.find(key);
        if (before == told_.end()) return;
        dropped.push_back(before->second.blob);
        told_.erase(before);
    }
    static void check_blob(store::Store& store, BlobId blob, const std::string& bytes) {
        if (const std::optional<Text> whole = store.whole(blob)) RC_ASSERT(*whole == bytes);
        const std::size_t offset = bytes.size() / 3;
        const std::size_t size = bytes.size() / 2;
        RC_ASSERT(store::bytes_of(*store.read(blob, offset, size)) == bytes.substr(offset, size));
    }

    Clock clock_;
    InlineOffload offload_;
    std::string root_;
    std::string folder_;
    std::optional<disk::FolderStore> store_;
    store::MemoryStore memory_;
    Model told_;
    Model kept_;
    std::unordered_set<BlobId> given_;
    std::uint64_t seed_ = 0;
    int crashes_ = 0;
};

}  // namespace

TEST_CASE(
    "whatever is put, dropped and broken off, a folder holds what it was told, and what was durable outlives it") {
    holds(
        [] {
            Subject subject;
            for (const auto& [what, who, amount] : any_history(12, 5, 14)) {
                const std::string key = std::to_string(who);
                if (what < 5) subject.put(key, amount);
                if (what == 5 || what == 6) subject.remove(key);
                if (what == 7) subject.leave_an_orphan(amount);
                if (what == 8 || what == 9) subject.commit();
                if (what == 10) subject.reopen();
                if (what == 11) subject.crash();
                subject.check();
            }
        },
        40);
}
