#include "storage/cache/tail.hpp"

#include <algorithm>

namespace wt::cache {

namespace {

/// From so many elements on a value is copied less often.
constexpr std::size_t many_elements = 64;
constexpr int copies_until_safe = 16;

}  // namespace

void Tail::set_law(Distribution law, Ramp ramp) {
    law_ = std::move(law);
    ramp_ = ramp;
}

void Tail::drop_safe() {
    const Instant now = context_.now();
    while (!images_.empty() && images_.front().safe <= now) images_.pop_front();
    if (images_.empty()) copied_.clear();
}

void Tail::note(std::size_t database, std::string_view key, const Keyspace::Entry* before) {
    if (undoing_ || !follows()) return;
    ++changes_;
    drop_safe();
    const Instant now = context_.now();
    if (drawn_at_ != now) {
        drawn_at_ = now;
        safe_at_ = std::max(safe_at_, now + ramp_.of(law_.sample(random_), now));
    }
    // One command changes a key in several steps.
    if (!images_.empty() && images_.back().at == now && images_.back().database == database &&
        images_.back().key.view() == key)
        return;
    if (before != nullptr && elements_of(before->value) >= many_elements) {
        auto& [at, safe] = copied_[{database, before->key.str()}];
        if (safe > now && now < at + (safe - at) / copies_until_safe) return;
        at = now;
        safe = safe_at_;
    }
    Image image{now, safe_at_, database, before == nullptr ? Text(key) : before->key, std::nullopt, never};
    if (before != nullptr) {
        image.value = copy_of(before->value);
        image.expires = before->expires;
    }
    images_.push_back(std::move(image));
}

std::uint64_t Tail::undo(Keyspace& keys) {
    drop_safe();
    undoing_ = true;
    const std::uint64_t lost = images_.size();
    while (!images_.empty()) {
        Image& image = images_.back();
        if (image.value) {
            Keyspace::Entry& entry = keys.put(image.database, image.key, std::move(*image.value));
            if (image.expires != never) keys.expire_at(entry, image.expires);
        } else if (Keyspace::Entry* const entry = keys.peek(image.database, image.key.view())) {
            keys.erase(*entry);
        }
        images_.pop_back();
    }
    undoing_ = false;
    forget();
    return lost;
}

void Tail::forget() {
    images_.clear();
    copied_.clear();
    safe_at_ = context_.now();
}

}  // namespace wt::cache
