#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "holds.hpp"
#include "storage/s3/service_world.hpp"

using namespace wt;
using namespace wt::properties;
using store::finished;
using test::ServiceWorld;

namespace {

/// What a bucket should hold, in the plainest form: every version of each key, the newest first.
struct Model {
    struct Version {
        int order;
        std::string id;
        std::string bytes;
        bool marker;
    };
    std::map<std::string, std::vector<Version>> keys;
    s3::Versioning state = s3::Versioning::never;
    int last_order = 0;

    void add(const std::string& key, Version version) {
        auto& all = keys[key];
        if (version.id == "null") {
            std::erase_if(all, [](const Version& each) { return each.id == "null"; });
        }
        const auto newer = [&](const Version& each) { return each.order < version.order; };
        all.insert(std::find_if(all.begin(), all.end(), newer), std::move(version));
    }
    void erase(const std::string& key, const std::string& id) {
        std::erase_if(keys[key], [&](const Version& each) { return each.id == id; });
        if (keys[key].empty()) keys.erase(key);
    }
};

struct Pending {
    std::string key;
    std::string id;
    std::string etag;
    std::string bytes;
    int order;
};

/// The bucket and its model, through the same history.
class Subject {
public:
    void step(int kind, int who, int amount) {
        const std::string key = "k" + std::to_string(who);
        switch (kind) {
            case 0:
            case 1: put(key, std::string(static_cast<std::size_t>(amount % 40), static_cast<char>('a' + who))); break;
            case 2: remove(key); break;
            case 3: erase(key, static_cast<std::size_t>(amount)); break;
            case 4: change_state(amount % 2 == 0 ? s3::Versioning::enabled : s3::Versioning::suspended); break;
            case 5: begin(key, "upload " + std::to_string(amount)); break;
            case 6: complete(static_cast<std::size_t>(amount)); break;
            default: world_.clock.run_until(world_.clock.now() + Duration(amount)); break;
        }
    }

    void agrees() {
        std::vector<std::string> current;
        std::vector<std::pair<std::string, bool>> versions;  // id, whether it is the latest
        std::uint64_t bytes = 0;
        for (const auto& [key, all] : model_.keys) {
            if (!all.front().marker) current.push_back(key);
            RC_ASSERT(world_.get(key) == (all.front().marker ? "NoSuchKey" : all.front().bytes));
            for (const auto& version : all) {
                versions.emplace_back(version.id, &version == &all.front());
                bytes += version.bytes.size();
                RC_ASSERT(world_.get(key, version.id) == (version.marker ? "MethodNotAllowed" : version.bytes));
            }
        }
        RC_ASSERT(world_.keys() == current);
        std::vector<std::pair<std::string, bool>> listed;
        const auto page = s3::list_versions(*world_.bucket, {});
        for (const auto& each : page->versions) {
            listed.emplace_back(each.version->version_id, each.is_latest);
        }
        RC_ASSERT(listed == versions);
        RC_ASSERT(world_.bucket->bytes() == bytes);
    }

    /// When everything is removed, nothing is left in the store.
    void ends_empty() {
        while (!pending_.empty()) complete(0);
        while (!model_.keys.empty()) erase(model_.keys.begin()->first, 0);
        RC_ASSERT(world_.bucket->empty());
        RC_ASSERT(world_.store.used() == 0U);
    }

private:
    void put(const std::string& key, std::string bytes) {
        const auto put = world_.put(key, bytes);
        RC_ASSERT(put.ok());
        model_.add(key, {++model_.last_order, id_of(**put), std::move(bytes), false});
    }
    void remove(const std::string& key) {
        const auto removed = world_.remove(key);
        RC_ASSERT(removed.ok());
        if (model_.state == s3::Versioning::never) {
            model_.keys.erase(key);
        } else {
            model_.add(key, {++model_.last_order, *removed->version_id, "", true});
        }
    }
    void erase(const std::string& key, std::size_t which) {
        const auto found = model_.keys.find(key);
        if (found == model_.keys.end()) return;
        const std::string id = found->second[which % found->second.size()].id;
        RC_ASSERT(world_.remove(key, id).ok());
        model_.erase(key, id);
    }
    void change_state(s3::Versioning state) {
        world_.set_versioning(state);
        model_.state = state;
    }
    void begin(const std::string& key, std::string bytes) {
        s3::CreateUploadRequest create;
        create.key = key;
        const std::string id = (*finished(world_.service.uploads.create(world_.bucket, std::move(create))))->id;
        s3::PartRequest part;
        part.key = key;
        part.upload_id = id;
        test::Pieces payload(bytes);
        const auto put = finished(world_.service.uploads.put_part(world_.bucket, std::move(part), payload));
        RC_ASSERT(put.ok());
        pending_.push_back({key, id, put->etag, std::move(bytes), ++model_.last_order});
    }
    void complete(std::size_t which) {
        if (pending_.empty()) return;
        const auto at = pending_.begin() + static_cast<std::ptrdiff_t>(which % pending_.size());
        const Pending upload = *at;
        pending_.erase(at);
        s3::CompleteRequest request;
        request.key = upload.key;
        request.upload_id = upload.id;
        request.completion.parts.push_back({1, upload.etag, {}});
        const auto completed = finished(world_.service.uploads.complete(world_.bucket, std::move(request)));
        RC_ASSERT(completed.ok());
        const int order = model_.state == s3::Versioning::enabled ? upload.order : ++model_.last_order;
        model_.add(upload.key, {order, id_of(**completed), upload.bytes, false});
    }
    [[nodiscard]] std::string id_of(const s3::ObjectVersion& version) const {
        RC_ASSERT((version.version_id == "null") == (model_.state != s3::Versioning::enabled));
        return version.version_id;
    }

    ServiceWorld world_;
    Model model_;
    std::vector<Pending> pending_;
};

/// A key of few letters, so that prefixes and delimiters meet.
[[nodiscard]] std::string any_key(std::size_t least) {
    const auto letter = rc::gen::element('a', 'b', '/', '\xff');
    auto key = *rc::gen::container<std::string>(*rc::gen::inRange<std::size_t>(least, 6), letter);
    return key;
}

struct Page {
    std::vector<std::string> keys;
    std::set<std::string> prefixes;
    friend bool operator==(const Page&, const Page&) = default;
};

}  // namespace

TEST_CASE("whatever is put, removed and completed, in whatever state of versioning, a bucket holds what it should") {
    holds([] {
        Subject subject;
        for (const auto& [kind, who, amount] : any_history(8, 3, 100)) {
            subject.step(kind, who, amount);
            subject.agrees();
        }
        subject.ends_empty();
    });
}

TEST_CASE("a listing in pages of any size is the listing in one, under any prefix and delimiter") {
    holds([] {
        ServiceWorld world;
        std::set<std::string> keys;
        for (int i = *rc::gen::inRange(0, 25); i > 0; --i) keys.insert(any_key(1));
        for (const std::string& key : keys) RC_ASSERT(world.put(key, "x").ok());
        s3::ListRequest request;
        request.prefix = any_key(0).substr(0, 2);
        request.delimiter = *rc::gen::element<std::string>("", "/", "a", "ab", "\xff");
        request.max = *rc::gen::inRange<std::size_t>(1, 5);

        Page expected;
        for (const std::string& key : keys) {
            if (!key.starts_with(request.prefix)) continue;
            const std::size_t at =
                request.delimiter.empty() ? std::string::npos : key.find(request.delimiter, request.prefix.size());
            if (at == std::string::npos) {
                expected.keys.push_back(key);
            } else {
                expected.prefixes.insert(key.substr(0, at + request.delimiter.size()));
            }
        }
        Page found;
        for (;;) {
            const s3::ObjectPage page = s3::list_objects(*world.bucket, request);
            RC_ASSERT(page.objects.size() + page.prefixes.size() <= request.max);
            RC_ASSERT(page.truncated == !page.next.empty());
            for (const auto& object : page.objects) found.keys.push_back(object->key);
            for (const std::string& prefix : page.prefixes) RC_ASSERT(found.prefixes.insert(prefix).second);
            if (!page.truncated) break;
            request.after = *s3::read_continuation_token(s3::continuation_token(page.next));
        }
        RC_ASSERT(found == expected);
    });
}

TEST_CASE("versions in pages of any size are the versions in one") {
    holds([] {
        ServiceWorld world;
        RC_ASSERT(world.put("a", "null").ok());
        world.set_versioning(s3::Versioning::enabled);
        for (const auto& [kind, who, amount] : any_history(3, 4, 1)) {
            const std::string key(1, static_cast<char>('a' + who));
            if (kind == 0) {
                RC_ASSERT(world.remove(key).ok());
            } else {
                RC_ASSERT(world.put(key, "x").ok());
            }
        }
        const auto one = s3::list_versions(*world.bucket, {});
        s3::VersionListRequest request;
        request.max = *rc::gen::inRange<std::size_t>(1, 4);
        std::vector<s3::VersionRef> found;
        for (;;) {
            const auto page = s3::list_versions(*world.bucket, request);
            for (const auto& each : page->versions) found.push_back(each.version);
            if (!page->truncated) break;
            request.key_marker = page->next_key;
            request.version_marker = page->next_version;
        }
        RC_ASSERT(found.size() == one->versions.size());
        for (std::size_t i = 0; i < found.size(); ++i) RC_ASSERT(found[i] == one->versions[i].version);
    });
}
