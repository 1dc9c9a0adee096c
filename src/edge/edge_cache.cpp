#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "edge/compression.hpp"
#include "edge/conditions.hpp"
#include "edge/distribution.hpp"
#include "edge/error_page.hpp"
#include "edge/path_pattern.hpp"
#include "edge/viewer_fields.hpp"
#include "http/streamed_answer.hpp"

namespace wt::edge {

namespace {

constexpr std::size_t ages_remembered = 4096;

/// How many fields the two tiers add to an answer: Age, X-Cache, Via, X-Amz-Cf-Pop, X-Amz-Cf-Id.
constexpr std::size_t fields_added = 5;

[[nodiscard]] bool is_read(http::Method method) { return method == http::Method::get || method == http::Method::head; }

/// Errors are marked as such whether they come from the origin or from the cache.
[[nodiscard]] Text x_cache(const http::Response& response, Text otherwise) {
    return response.status >= 400 ? Text("Error from cloudfront") : otherwise;
}

/// Where the answer to a HEAD is kept: a GET's, which is looked for first, answers it, too.
constexpr std::string_view of_head = "\n\nHEAD";

/// A body's length, where only the head of the answer is left.
void leave_head(http::Response& response) {
    if (!response.body.empty()) response.headers.set("Content-Length", Text(fmt::to_string(response.body.size())));
    response.body = Text();
}

}  // namespace

EdgeCache::Lane::Lane(const Behavior& of, http::Way origin)
    : behavior(of), keys(of), forwarding(of), viewer_fields(forwarding.viewer_fields()), way(std::move(origin)) {
    for (const http::Method method : of.allowed) allowed[static_cast<std::size_t>(method)] = true;
    collapses = of.cache.collapse && !forwarding.cookies() && of.cache.max_ttl > Duration::zero();
}

EdgeCache::EdgeCache(Distribution& distribution, http::Ways& ways)
    : distribution_(distribution), config_(distribution.config_), ages_(ages_remembered) {
    const DistributionConfig& config = *config_;
    for (const Behavior& behavior : config.behaviors) {
        const std::string& origin = behavior.origin.empty() ? config.origin : behavior.origin;
        lanes_.push_back(std::make_unique<Lane>(behavior, ways.to(origin)));
    }
    lanes_.push_back(std::make_unique<Lane>(config, ways.to(config.origin)));
    special_ = config.whole != nullptr || std::any_of(lanes_.begin(), lanes_.end(), [](const auto& lane) {
                   return lane->behavior.special != nullptr;
               });
    if (config.whole != nullptr && !config.whole->root_object.empty()) root_ = Text("/" + config.whole->root_object);
}

EdgeCache::Lane& EdgeCache::lane_for(std::string_view path) {
    for (std::size_t i = 0; i + 1 < lanes_.size(); ++i) {
        if (matches(lanes_[i]->behavior.path, path)) return *lanes_[i];
    }
    return *lanes_.back();
}

Task<http::Response> EdgeCache::handle(http::Request&& request, http::Next next) {
    if (special_) return serve_specially(std::move(request), next);
    Lane& lane = lane_for(request.path);
    return serve(lane, std::move(request), next);
}

Task<http::Response> EdgeCache::serve_specially(http::Request&& request, http::Next next) {
    Lane& lane = request.path == "/" && !root_.empty() ? lane_for(root_) : lane_for(request.path);
    const std::shared_ptr<const SpecialBehavior> special = lane.behavior.special;
    const http::Method method = request.method;
    if (special != nullptr && special->scheme != SpecialBehavior::Scheme::any && !request.secure)
        co_return special->scheme == SpecialBehavior::Scheme::redirect_to_https ? to_https(request)
                                                                                : error_page(403, bad_request);
    if (special != nullptr && special->gatekeeper != nullptr) {
        auto refused = special->gatekeeper->refuse(request, distribution_.context_.calendar());
        if (refused) co_return std::move(*refused);
    }
    if (special != nullptr && (special->on_request != nullptr || special->on_response != nullptr))
        co_return co_await serve_with_functions(lane, std::move(request), next);
    name_root(request);
    const http::Headers asked = request.headers;
    http::Response response = co_await serve(lane, std::move(request), next);
    if (special != nullptr && special->headers != nullptr) special->headers->apply(method, asked, response);
    co_return response;
}

Task<http::Response> EdgeCache::serve_with_functions(Lane& lane, http::Request&& request, http::Next next) {
    const std::shared_ptr<const SpecialBehavior> special = lane.behavior.special;
    // What cannot be served at all meets no function.
    if (refuses(lane, request)) co_return error_page(403, method_not_allowed);
    if (special->on_request != nullptr) {
        Occasion occasion = occasion_of(request, *special);
        std::optional<http::Response> made = co_await special->on_request->on_request(request, std::move(occasion));
        if (made) co_return std::move(*made);
    }
    name_root(request);
    const http::Request asked = request;
    http::Response response = co_await serve(lane, std::move(request), next);
    if (special->headers != nullptr) special->headers->apply(asked.method, asked.headers, response);
    // CloudFront Developer Guide, "Restrictions on all edge functions". Assumed: after the response headers policy.
    if (special->on_response != nullptr && response.status < 400 && !response.broken()) {
        Occasion occasion = occasion_of(asked, *special);
        co_await special->on_response->on_response(asked, response, std::move(occasion));
    }
    co_return response;
}

Occasion EdgeCache::occasion_of(const http::Request& request, const SpecialBehavior& special) {
    Occasion occasion;
    occasion.distribution = config_->id.empty() ? distribution_.name() : config_->id;
    occasion.domain = config_->domain;
    occasion.request_id = request.headers.get("X-Amz-Cf-Id");
    occasion.now = distribution_.context_.calendar();
    occasion.random = &distribution_.functions_;
    occasion.origins = special.origins;
    return occasion;
}

void EdgeCache::name_root(http::Request& request) const {
    if (request.path == "/" && !root_.empty()) request.path = root_;
}

/// A GET with a body is refused, too: CloudFront Developer Guide, "Request and response behavior for custom origins".
bool EdgeCache::refuses(const Lane& lane, const http::Request& request) {
    return !lane.allowed[static_cast<std::size_t>(request.method)] ||
           (request.method == http::Method::get && !request.body.empty());
}

http::Response EdgeCache::to_https(const http::Request& request) {
    // CloudFront Developer Guide, "Require HTTPS for communication between viewers and CloudFront".
    const bool reads = is_read(request.method);
    http::Response response;
    response.status = reads ? 301 : 307;
    std::string location = fmt::format("https://{}{}", request.headers.get("Host"), request.path.view());
    if (!request.query.empty()) location.append("?").append(request.query);
    response.headers.add("Server", "CloudFront");
    response.headers.add("Content-Type", "text/html");
    response.headers.add("Location", Text(location));
    response.headers.add("X-Cache", "Redirect from cloudfront");
    if (request.method != http::Method::head)
        response.body =
            Text(fmt::format("<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1>"
                             "</center>\r\n<hr><center>CloudFront</center>\r\n</body>\r\n</html>\r\n",
                             reads ? "301 Moved Permanently" : "307 Temporary Redirect"));
    return response;
}

Task<http::Response> EdgeCache::serve(Lane& lane, http::Request&& request, http::Next next) {
    const http::Method method = request.method;
    if (refuses(lane, request)) co_return error_page(403, method_not_allowed);
    if (!lane.viewer_fields.empty()) tell_of_viewer(request, lane.viewer_fields);
    if (!is_read(method) && !(method == http::Method::options && lane.behavior.cache_options)) {
        http::Response response = co_await ask_origin(distribution_.pop(request.pop), lane, std::move(request), next);
        if (!response.headers.has("X-Cache"))
            response.headers.add("X-Cache", x_cache(response, "Miss from cloudfront"));
        co_return response;
    }
    const Conditions conditions = Conditions::take_from(request);
    Node& pop = distribution_.pop(request.pop);
    const std::string_view key = lane.keys.build(request);
    std::optional<http::Response> found = kept(pop, lane, key, request, next);
    const bool for_part = !found && method == http::Method::get && !conditions.range().empty();
    if (for_part) found = kept_part(pop, key, conditions);
    std::string own_key;
    if (!found) own_key = key;
    if (!found && method == http::Method::head) {
        own_key += of_head;
        found = kept(pop, lane, own_key, request, next);
    }
    if (found) {
        co_await distribution_.context_.clock.sleep_for(config_->hit.law.sample(distribution_.hit_));
    } else if (for_part && pop.upstream == nullptr && pop.cache.held(own_key) == nullptr) {
        conditions.ask_for_parts(request);
        co_return co_await fetch_part(pop, lane, std::move(request), next, std::move(own_key));
    } else {
        found.emplace(co_await miss(pop, lane, std::move(request), next, std::move(own_key)));
    }
    if (!conditions.none()) conditions.narrow(*found);
    co_return std::move(*found);
}

std::optional<http::Response> EdgeCache::kept_part(Node& node, std::string_view key, const Conditions& conditions) {
    const Cache::Object* const part = node.cache.part(key, conditions.range(), distribution_.context_.now());
    if (part == nullptr || !conditions.range_applies(part->response)) return std::nullopt;
    node.count_hit();
    return copy_of(*part, http::Method::get, "Hit from cloudfront");
}

Task<http::Response> EdgeCache::fetch_part(Node& node, Lane& lane, http::Request&& request, http::Next next,
                                           std::string key) {
    const Encoding encoding = encoding_for(lane, request);
    node.count_miss();
    co_await distribution_.context_.clock.sleep_for(config_->miss_overhead.law.sample(distribution_.miss_));
    http::Response answer = co_await ask_origin(node, lane, std::move(request), next);
    // An origin that does not know ranges sends all of it, and so this viewer gets it.
    if (answer.status != 206) co_return settle(node, lane, key, http::Method::get, encoding, std::move(answer));
    const Duration age = age_of(answer);
    node.cache.store_part(key, answer, distribution_.context_.now(), lane.behavior.cache, age);
    answer.headers.set("X-Cache", "Miss from cloudfront");
    co_return answer;
}

Encoding EdgeCache::encoding_for(const Lane& lane, const http::Request& request) {
    if (!lane.behavior.compress) return Encoding::identity;
    return taken_encodings(request.headers, lane.behavior).preferred();
}

Task<http::Response> EdgeCache::miss(Node& node, Lane& lane, http::Request&& request, http::Next next,
                                     std::string key) {
    const bool alone = !lane.collapses || request.method == http::Method::head;
    if (!alone && node.flights.find(key) != nullptr) return join(node, lane, std::move(request), next, std::move(key));
    node.count_miss();
    return fetch(node, lane, std::move(request), next, std::move(key), !alone);
}

Task<http::Response> EdgeCache::join(Node& node, Lane& lane, http::Request&& request, http::Next next,
                                     std::string key) {
    bool alone = false;
    while (!alone) {
        const std::shared_ptr<Flights::Flight> flight = node.flights.find(key);
        if (flight == nullptr) break;
        ++flight->waiting;
        co_await flight->landed.wait();
        if (flight->answer) {
            node.count_collapsed();
            co_return *flight->answer;
        }
        alone = flight->each_alone;
        if (alone) break;
        // Whoever fetched it gave up; another of those who waited may have fetched it since.
        std::optional<http::Response> hit = kept(node, lane, key, request, next);
        if (hit) co_return std::move(*hit);
    }
    node.count_miss();
    co_return co_await fetch(node, lane, std::move(request), next, std::move(key), !alone);
}

Task<http::Response> EdgeCache::fetch(Node& node, Lane& lane, http::Request&& request, http::Next next, std::string key,
                                      bool shared) {
    const http::Method method = request.method;
    const Encoding encoding = encoding_for(lane, request);
    std::optional<Flights::Lead> lead;
    if (shared) lead.emplace(node.flights, key, distribution_.context_.clock);
    if (const Cache::Object* held = node.cache.held(key); held != nullptr) {
        // Only if it has changed since, and never for an answer that varies with everything.
        const bool varies = control_of(held->response, held->stored).varies_always;
        const Text* tag = varies ? nullptr : held->response.headers.find("ETag");
        const Text* modified = varies ? nullptr : held->response.headers.find("Last-Modified");
        if (tag != nullptr) request.headers.add("If-None-Match", *tag);
        if (modified != nullptr) request.headers.add("If-Modified-Since", *modified);
    }
    co_await distribution_.context_.clock.sleep_for(config_->miss_overhead.law.sample(distribution_.miss_));
    http::Response answer;
    if (node.upstream == nullptr) {
        answer = co_await ask_origin(node, lane, std::move(request), next);
    } else {
        answer = co_await ask_shield(*node.upstream, lane, std::move(request), next, key);
        answer.headers.remove("X-Cache");
    }
    const CacheControl control = control_of(answer, distribution_.context_.now());
    const bool for_all = shareable(control, lane.behavior.cache) || answer.status == 304;
    http::Response response = settle(node, lane, key, method, encoding, std::move(answer));
    if (lead && lead->flight().waiting > 0) {
        if (for_all) {
            lead->flight().answer = for_others(response, control);
            lead->flight().answer->answered_by = 0;  // those who joined are answered here
            lead->flight().answer->headers.set("X-Cache", x_cache(response, "Hit from cloudfront"));
        } else {
            lead->flight().each_alone = true;
        }
    }
    co_return response;
}

Task<void> EdgeCache::refresh(Node& node, Lane& lane, http::Request request, http::Next next, std::string key,
                              http::Hop::Stay) {
    (void)co_await fetch(node, lane, std::move(request), next, std::move(key), true);
}

Task<http::Response> EdgeCache::ask_shield(Node& shield, Lane& lane, http::Request&& request, http::Next next,
                                           std::string key) {
    // The shield is another cache in front of the origin: the same rules, one for all PoPs.
    co_await distribution_.context_.clock.sleep_for(config_->shield->rtt.law.sample(distribution_.miss_));
    Conditions conditions = Conditions::take_from(request);
    std::optional<http::Response> hit = kept(shield, lane, key, request, next);
    if (!hit) hit.emplace(co_await miss(shield, lane, std::move(request), next, std::move(key)));
    conditions.narrow(*hit);
    co_return std::move(*hit);
}

Task<http::Response> EdgeCache::ask_origin(const Node& node, const Lane& lane, http::Request&& request,
                                           http::Next next) {
    lane.forwarding.apply(request, node.via);
    const SpecialBehavior* const special = lane.behavior.special.get();
    const bool meets_functions =
        special != nullptr && (special->on_origin_request != nullptr || special->on_origin_response != nullptr);
    return meets_functions ? ask_with_functions(lane, std::move(request), next)
                           : try_origin(lane, std::move(request), next);
}

Task<http::Response> EdgeCache::ask_with_functions(const Lane& lane, http::Request&& request, http::Next next) {
    const std::shared_ptr<const SpecialBehavior> special = lane.behavior.special;
    if (special->on_origin_request != nullptr) {
        Occasion occasion = occasion_of(request, *special);
        std::optional<http::Response> made = co_await special->on_origin_request->on_request(request, occasion);
        if (made) co_return std::move(*made);
    }
    const http::Request asked = request;
    http::Response response = co_await try_origin(lane, std::move(request), next);
    if (special->on_origin_response != nullptr && !response.headers.has("X-Cache")) {
        Occasion occasion = occasion_of(asked, *special);
        co_await special->on_origin_response->on_response(asked, response, std::move(occasion));
    }
    co_return response;
}

Task<http::Response> EdgeCache::try_origin(const Lane& lane, http::Request&& request, http::Next next) {
    const DistributionConfig& config = *config_;
    Clock& clock = distribution_.context_.clock;
    const bool repeatable = is_read(request.method);
    for (int attempt = 1;; ++attempt) {
        co_await clock.sleep_for(config.origin_rtt.law.sample(distribution_.miss_));
        distribution_.origin_requests_.add();
        const bool last = attempt >= config.origin_attempts;
        http::Request sent = last ? std::move(request) : request;
        std::optional<http::Response> answer;
        if (const std::shared_ptr<http::Tier> chosen = std::exchange(sent.origin, nullptr)) {
            Task<http::Response> asking = chosen->handle(std::move(sent), next.apart());
            answer = co_await Timeout<http::Response>(clock, config.origin_timeout, std::move(asking));
        } else {
            http::Visit asking =
                attempt == 1 ? next.to(lane.way, std::move(sent)) : next.apart().to(lane.way, std::move(sent));
            answer = co_await Timeout<http::Response, http::Visit>(clock, config.origin_timeout, std::move(asking));
        }
        if (answer && answer->stream != nullptr) {
            answer = co_await http::in_one_piece(std::move(*answer));
            answer->headers.set("Transfer-Encoding", "chunked");
        }
        if (answer && !answer->broken()) {
            lane.forwarding.dress(*answer);
            answer->headers.remove("X-Cache");  // of another distribution
            co_return std::move(*answer);
        }
        if (answer && answer->delivery == http::Delivery::nobody) {
            http::Response page = error_page(502, cannot_resolve);
            page.answered_by = answer->answered_by;
            co_return page;
        }
        // A connection that could not be made is tried again for every method, an answer that does not come only for
        // those that change nothing.
        const bool unsent = answer && answer->delivery == http::Delivery::refused;
        if (!last && (unsent || repeatable)) continue;
        http::Response page = answer ? error_page(502, cannot_connect) : error_page(504, no_answer);
        if (answer) page.answered_by = answer->answered_by;
        co_return page;
    }
}

http::Response EdgeCache::settle(Node& node, const Lane& lane, std::string_view key, http::Method method,
                                 Encoding encoding, http::Response response) {
    const Instant now = distribution_.context_.now();
    const CachePolicy& policy = lane.behavior.cache;
    if (response.status >= 500) {
        const Cache::Object* stale = node.cache.stand_in(key, now, policy);
        if (stale == nullptr && method == http::Method::head && key.ends_with(of_head))
            stale = node.cache.stand_in(key.substr(0, key.size() - of_head.size()), now, policy);
        if (stale != nullptr) return copy_of(*stale, method, "Hit from cloudfront");
    }
    if (response.status == 304) {
        const Cache::Object* object = node.cache.revalidated(key, response, now, policy, age_of(response));
        if (object != nullptr) return copy_of(*object, method, "RefreshHit from cloudfront");
    }
    const Duration age = age_of(response);
    const Text* const said = response.headers.find("X-Cache");
    const Text how = said != nullptr ? *said : x_cache(response, "Miss from cloudfront");
    response.headers.remove("X-Cache");
    if (age > Duration::zero()) response.headers.remove("Age");
    if (encoding != Encoding::identity && policy.max_ttl > Duration::zero()) compress(response, encoding);
    if (method == http::Method::head) leave_head(response);
    node.cache.store(key, response, now, policy, age);
    if (age > Duration::zero()) response.headers.add("Age", this->age(age));
    response.headers.add("X-Cache", how);
    return response;
}

std::optional<http::Response> EdgeCache::kept(Node& node, Lane& lane, std::string_view key,
                                              const http::Request& request, const http::Next& next) {
    const Cache::Found found = node.cache.lookup(key, distribution_.context_.now(), lane.behavior.cache);
    if (found.object == nullptr) return std::nullopt;
    node.count_hit();
    http::Response response =
        copy_of(*found.object, request.method, x_cache(found.object->response, "Hit from cloudfront"));
    if (found.refresh && node.flights.find(key) == nullptr) {
        http::Request again = request;
        if (again.method == http::Method::head && !key.ends_with(of_head)) again.method = http::Method::get;
        again.trace = nullptr;  // the viewer's has its answer
        std::string own_key(key);
        refreshes_.spawn(refresh(node, lane, std::move(again), next.apart(), std::move(own_key), next.stay()));
    }
    return response;
}

http::Response EdgeCache::copy_of(const Cache::Object& object, http::Method method, Text x_cache) {
    http::Response response;
    response.status = object.response.status;
    if (method != http::Method::head) response.body = object.response.body;
    response.headers.reserve(object.response.headers.size() + fields_added);
    for (const http::Header& field : object.response.headers) response.headers.add(field.name, field.value);
    if (method == http::Method::head && !object.response.body.empty())
        response.headers.set("Content-Length", Text(fmt::to_string(object.response.body.size())));
    response.headers.add("Age", age(distribution_.context_.now() - object.stored));
    response.headers.add("X-Cache", std::move(x_cache));
    return response;
}

Text EdgeCache::age(Duration span) {
    const auto whole = static_cast<std::size_t>(std::chrono::duration_cast<std::chrono::seconds>(span).count());
    if (whole >= ages_.size()) return Text(fmt::to_string(whole));
    if (ages_[whole].empty()) ages_[whole] = Text(fmt::to_string(whole));
    return ages_[whole];
}

}  // namespace wt::edge
