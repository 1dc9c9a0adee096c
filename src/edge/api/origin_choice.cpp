#include "edge/api/origin_choice.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "edge/api/compile.hpp"

namespace wt::edge::api {

namespace {

/// The request goes to one of the distribution's own, which stands where it always does.
class Redirected final : public http::Tier {
public:
    explicit Redirected(http::Hop& to) : way_(to) {}
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next next) override {
        return next.to(way_, std::move(request));
    }

private:
    http::Way way_;
};

/// An origin that is asked under another name.
class Renamed final : public http::Tier {
public:
    Renamed(std::string host, std::shared_ptr<http::Tier> to) : host_(std::move(host)), to_(std::move(to)) {}
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next next) override {
        request.headers.set("Host", Text(host_));
        return to_->handle(std::move(request), next);
    }

private:
    std::string host_;
    std::shared_ptr<http::Tier> to_;
};

}  // namespace

std::shared_ptr<http::Tier> group_of_origins(Clock& clock, const Place& place, const std::string& distribution,
                                             const std::vector<std::string>& members, std::vector<int> statuses,
                                             Duration timeout) {
    const auto way = [&](std::size_t member) {
        return http::Way(place(origin_address(distribution, members.at(member))));
    };
    OriginGroupTier::Members both{way(0), way(1), std::move(statuses), timeout};
    return std::make_shared<OriginGroupTier>(clock, std::move(both));
}

Result<std::shared_ptr<http::Tier>> OriginChoice::group_of(const OriginChange& change) const {
    Duration timeout{0};
    for (const std::string& member : change.members) {
        const auto found = parts_->places.find(member);
        if (found == parts_->places.end()) return Error{"The distribution has no origin with this id: " + member};
        timeout = std::max(timeout, found->second.timeout);
    }
    return group_of_origins(parts_->clock, parts_->place, parts_->distribution, change.members, change.statuses,
                            timeout);
}

Result<std::shared_ptr<http::Tier>> OriginChoice::choose(const OriginChange& change) const {
    if (change.members.size() == 2) return group_of(change);
    std::string base = change.id.value_or(target_);
    const auto group = parts_->firsts.find(base);
    const bool changes = change.bucket || change.domain || change.path || change.headers || change.port ||
                         change.protocol || change.timeout || change.signs;
    if (change.id && group == parts_->firsts.end() && !parts_->places.contains(base))
        return Error{"The distribution has no origin with this id: " + base};
    std::shared_ptr<http::Tier> tier;
    if (!changes) {
        tier = std::make_shared<Redirected>(parts_->place(origin_address(parts_->distribution, base)));
    } else {
        if (group != parts_->firsts.end()) base = group->second;
        OriginPlace place = parts_->places.at(base);
        if (change.domain) {
            place.domain = *change.domain;
            // What it is follows from its name, unless somebody says it.
            if (!change.bucket && !place.bucket.empty()) place.bucket = bucket_of(place.domain);
        }
        if (change.bucket) place.bucket = *change.bucket ? bucket_of(place.domain) : std::string();
        if (change.bucket.value_or(false) && place.bucket.empty())
            return Error{"The domainName of the origin is not that of an S3 bucket: " + place.domain};
        if (change.path) place.path = *change.path;
        if (change.headers) place.headers = *change.headers;
        if (change.port) place.http_port = place.https_port = *change.port;
        if (change.protocol) place.protocol = *change.protocol + "-only";
        if (change.timeout) place.timeout = *change.timeout;
        if (change.signs) {
            const bool stays = *change.signs && place.signs != OriginPlace::Signs::nobody;
            if (!stays) place.signs = *change.signs ? OriginPlace::Signs::control : OriginPlace::Signs::nobody;
        }
        tier = std::make_shared<OriginTier>(std::move(place), parts_->around);
    }
    if (change.host) tier = std::make_shared<Renamed>(*change.host, std::move(tier));
    return tier;
}

std::string told_of(const Origin& origin, const OriginPlace& place) {
    using Json = nlohmann::ordered_json;
    Json headers = Json::object();
    for (const auto& [name, value] : place.headers) headers[lowered(name)].push_back({{"key", name}, {"value", value}});
    Json told{{"customHeaders", std::move(headers)}, {"domainName", place.domain}, {"path", place.path}};
    if (!place.bucket.empty()) {
        constexpr std::string_view mark = ".s3.";
        constexpr std::string_view end = ".amazonaws.com";
        const std::size_t at = place.domain.find(mark);
        std::string region = "us-east-1";
        if (at != std::string::npos && place.domain.ends_with(end) &&
            place.domain.size() > at + mark.size() + end.size())
            region = place.domain.substr(at + mark.size(), place.domain.size() - at - mark.size() - end.size());
        told["authMethod"] = place.signs == OriginPlace::Signs::identity ? "origin-access-identity" : "none";
        told["region"] = region;
        return Json{{"s3", std::move(told)}}.dump();
    }
    const bool secure = place.protocol == "https-only";
    told["port"] = secure ? place.https_port : place.http_port;
    told["protocol"] = secure ? "https" : "http";
    const CustomOriginConfig custom = origin.custom_origin_config.value_or(CustomOriginConfig());
    told["readTimeout"] = custom.origin_read_timeout.value_or(30);
    told["keepaliveTimeout"] = custom.origin_keepalive_timeout.value_or(5);
    told["sslProtocols"] =
        custom.origin_ssl_protocols ? custom.origin_ssl_protocols->items : std::vector<std::string>();
    return Json{{"custom", std::move(told)}}.dump();
}

}  // namespace wt::edge::api
