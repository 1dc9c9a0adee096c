#include "aws/xxhash.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace wt::aws {

namespace {

template <class Canonical>
[[nodiscard]] DigestValue value_of(const Canonical& canonical) {
    return DigestValue({reinterpret_cast<const char*>(canonical.digest), sizeof canonical.digest});
}

[[nodiscard]] DigestValue value_of(XXH64_hash_t hash) {
    XXH64_canonical_t canonical;
    XXH64_canonicalFromHash(&canonical, hash);
    return value_of(canonical);
}

[[nodiscard]] DigestValue value_of(XXH128_hash_t hash) {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, hash);
    return value_of(canonical);
}

}  // namespace

struct XxHashing::States {
    XXH64_state_t older;
    XXH3_state_t newer;

    void begin(XxHash kind) {
        switch (kind) {
            case XxHash::xxhash64: XXH64_reset(&older, 0); break;
            case XxHash::xxhash3: XXH3_64bits_reset(&newer); break;
            case XxHash::xxhash128: XXH3_128bits_reset(&newer); break;
        }
    }
};

XxHashing::XxHashing(XxHash kind) : states_(std::make_unique<States>()), kind_(kind) { states_->begin(kind_); }
XxHashing::~XxHashing() = default;

void XxHashing::add(std::string_view bytes) {
    switch (kind_) {
        case XxHash::xxhash64: XXH64_update(&states_->older, bytes.data(), bytes.size()); break;
        case XxHash::xxhash3: XXH3_64bits_update(&states_->newer, bytes.data(), bytes.size()); break;
        case XxHash::xxhash128: XXH3_128bits_update(&states_->newer, bytes.data(), bytes.size()); break;
    }
}

DigestValue XxHashing::finish() {
    DigestValue value;
    switch (kind_) {
        case XxHash::xxhash64: value = value_of(XXH64_digest(&states_->older)); break;
        case XxHash::xxhash3: value = value_of(XXH3_64bits_digest(&states_->newer)); break;
        case XxHash::xxhash128: value = value_of(XXH3_128bits_digest(&states_->newer)); break;
    }
    states_->begin(kind_);
    return value;
}

DigestValue xx_hash(XxHash kind, std::string_view bytes) {
    switch (kind) {
        case XxHash::xxhash64: return value_of(XXH64(bytes.data(), bytes.size(), 0));
        case XxHash::xxhash3: return value_of(XXH3_64bits(bytes.data(), bytes.size()));
        case XxHash::xxhash128: break;
    }
    return value_of(XXH3_128bits(bytes.data(), bytes.size()));
}

}  // namespace wt::aws
