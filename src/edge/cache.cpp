#include "edge/cache.hpp"

#include <algorithm>
#include <iterator>

#include "base/ascii.hpp"
#include "edge/conditions.hpp"
#include "edge/key_builder.hpp"
#include "edge/lines.hpp"

namespace wt::edge {

namespace {

[[nodiscard]] Instant later(Instant moment, Duration span) { return span >= never - moment ? never : moment + span; }

/// Caches that have held something since before there were any are not believed.
[[nodiscard]] Instant before(Instant moment, Duration span) { return moment - std::min(span, moment - epoch); }

/// When an object that was kept at `stored` stopped being fresh by its own fields.
[[nodiscard]] Instant expiry(const Cache::Object& object, const CacheControl& control, const CachePolicy& policy) {
    return later(object.stored, time_to_live(object.response.status, control, policy));
}

/// What a 304 says of what is kept takes the place of what was said before, but for what describes the bytes that are
/// kept (RFC 9111, 3.2).
void freshen(http::Headers& kept, const http::Headers& said) {
    static constexpr std::string_view of_the_bytes[] = {
        "Content-Encoding", "Content-Length", "Content-MD5", "Content-Range", "ETag", "Transfer-Encoding", "Age",
        "X-Cache"};
    const auto stays = [&](std::string_view name) {
        return std::any_of(std::begin(of_the_bytes), std::end(of_the_bytes),
                           [&](std::string_view one) { return same_ignoring_case(one, name); });
    };
    for (const http::Header& field : said) {
        if (!stays(field.name)) kept.remove(field.name);
    }
    for (const http::Header& field : said) {
        if (!stays(field.name)) kept.add(field.name, field.value);
    }
}

/// Between commas, and in small letters. CloudFront Developer Guide, "Invalidating
/// content by cache tags".
[[nodiscard]] Text tags_of(const http::Headers& headers, const CachePolicy& policy) {
    constexpr std::size_t most = 50;
    constexpr std::size_t longest = 256;
    if (policy.tag_field.empty() || !headers.has(policy.tag_field)) return {};
    std::string tags = ",";
    std::size_t count = 0;
    each_line(headers, policy.tag_field, [&](std::string_view line) {
        each_part(line, ',', [&](std::string_view tag) {
            const bool visible = std::all_of(tag.begin(), tag.end(), [](char c) { return c > ' ' && c < 127; });
            if (tag.empty() || tag.size() > longest || !visible || count == most) return;
            ++count;
            for (const char c : tag) tags += lower(c);
            tags += ',';
        });
    });
    return Text(tags);
}

/// The bytes that a part brings. Assumed: where it says that it reaches the object's end and brings fewer than it says,
/// the object ends with them; other contradictions make it no part.
[[nodiscard]] std::optional<Piece> brought_by(const http::Response& part) {
    std::optional<Piece> piece = Piece::of(part.headers.get("Content-Range"));
    if (!piece || part.body.empty()) return std::nullopt;
    const std::uint64_t end = piece->first + part.body.size();
    if (end == piece->last + 1) return piece;
    if (piece->last + 1 != piece->size || end > piece->size) return std::nullopt;
    return Piece{piece->first, end - 1, end};
}

// Beside an object's key, where no viewer's key can be: the list of its parts, and each of them.
[[nodiscard]] std::string list_key(std::string_view key) { return std::string(key) + "\n\nparts"; }
[[nodiscard]] std::string part_key(std::string_view key, const Piece& piece) {
    return std::string(key).append("\n\n").append(piece.text());
}

}  // namespace

http::Response for_others(const http::Response& response, const CacheControl& control) {
    http::Response copy = response;
    each_part(control.withheld, ',', [&](std::string_view name) { copy.headers.remove(name); });
    return copy;
}

Cache::Found Cache::lookup(std::string_view key, Instant now, const CachePolicy& policy) {
    const Object* object = objects_.find(key);
    if (object == nullptr) return {};
    if (object->fresh(now)) return {object, false};
    if (object->response.status >= 400) return {};
    const CacheControl control = control_of(object->response, object->stored);
    if (!control.stale_while_revalidate || control.must_revalidate) return {};
    const Duration window = std::min(*control.stale_while_revalidate, policy.max_ttl);
    if (now >= later(expiry(*object, control, policy), window)) return {};
    return {object, true};
}

void Cache::keep(std::string_view key, http::Response response, Instant stored, Duration ttl,
                 const CachePolicy& policy) {
    Text tags = tags_of(response.headers, policy);
    if (!objects_.store(key, std::move(response), stored, ttl) || tags.empty()) return;
    if (Object* const object = objects_.find(key)) object->tags = std::move(tags);
}

void Cache::store(std::string_view key, const http::Response& response, Instant now, const CachePolicy& policy,
                  Duration age) {
    const CacheControl control = control_of(response, now);
    const Duration ttl = time_to_live(response.status, control, policy);
    if (ttl > age) {
        keep(key, for_others(response, control), before(now, age), ttl, policy);
    } else if (worth_revalidating(response, control, policy)) {
        keep(key, for_others(response, control), now, Duration::zero(), policy);
    } else if (response.status < 400) {
        objects_.erase(key);
    }
}

void Cache::store_part(std::string_view key, const http::Response& part, Instant now, const CachePolicy& policy,
                       Duration age) {
    const auto piece = brought_by(part);
    const CacheControl control = control_of(part, now);
    const Duration ttl = time_to_live(200, control, policy);
    if (!piece || ttl <= age) return;
    std::string list;
    if (const Object* kept = objects_.find(list_key(key)); kept != nullptr) {
        each_part(kept->response.body, '\n', [&](std::string_view line) {
            const auto other = Piece::of(line);
            if (other && other->size == piece->size && !other->holds(*piece) && !piece->holds(*other))
                list.append(line).append("\n");
        });
    }
    http::Response index;
    index.body = Text(list + piece->text());
    (void)objects_.store(list_key(key), std::move(index), now, never - now);
    http::Response copy = for_others(part, control);
    copy.headers.set("Content-Range", Text(piece->text()));
    keep(part_key(key, *piece), std::move(copy), before(now, age), ttl, policy);
}

const Cache::Object* Cache::part(std::string_view key, std::string_view range, Instant now) {
    const Object* const kept = objects_.find(list_key(key));
    if (kept == nullptr) return nullptr;
    std::optional<Piece> holding;
    each_part(kept->response.body, '\n', [&](std::string_view line) {
        const auto piece = Piece::of(line);
        const auto wanted = piece ? parse_ranges(range, piece->size) : std::nullopt;
        if (!wanted || wanted->empty()) return;
        if (wanted->front().first >= piece->first && wanted->back().last <= piece->last) holding = piece;
    });
    if (!holding) return nullptr;
    const Object* const object = objects_.find(part_key(key, *holding));
    return object != nullptr && object->fresh(now) ? object : nullptr;
}

const Cache::Object* Cache::stand_in(std::string_view key, Instant now, const CachePolicy& policy) {
    Object* object = objects_.find(key);
    if (object == nullptr || object->response.status >= 400) return nullptr;
    const CacheControl control = control_of(object->response, object->stored);
    if (control.must_revalidate || control.forbids()) return nullptr;
    Instant until = never;
    if (control.stale_if_error) {
        until = later(expiry(*object, control, policy), std::min(*control.stale_if_error, policy.max_ttl));
        if (now >= until) return nullptr;
    }
    object->expires = std::max(object->expires, std::min(later(now, policy.error_ttl), until));
    return object;
}

const Cache::Object* Cache::revalidated(std::string_view key, const http::Response& not_modified, Instant now,
                                        const CachePolicy& policy, Duration age) {
    Object* object = objects_.find(key);
    if (object == nullptr) return nullptr;
    freshen(object->response.headers, not_modified.headers);
    const CacheControl control = control_of(object->response, now);
    if (not_modified.headers.has(policy.tag_field)) object->tags = tags_of(object->response.headers, policy);
    object->stored = before(now, age);
    object->expires = later(object->stored, time_to_live(object->response.status, control, policy));
    return object;
}

std::uint64_t Cache::invalidate(std::string_view path) {
    if (path.starts_with('#')) {
        std::string tag = ",";
        for (const char c : path.substr(1)) tag += lower(c);
        tag += ',';
        return objects_.erase_if([&](std::string_view, const Object& object) {
            return object.tags.view().find(tag) != std::string_view::npos;
        });
    }
    // Only a '*' at the end is a wildcard here, and the query counts where it is in the key: CloudFront Developer
    // Guide, "Invalidate files to remove content".
    const bool wild = path.ends_with('*');
    const std::string_view start = wild ? path.substr(0, path.size() - 1) : path;
    return objects_.erase_if([&](std::string_view key, const Object&) {
        return wild ? target_of(key).starts_with(start) : target_of(key) == path;
    });
}

}  // namespace wt::edge
