#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "front/site.hpp"
#include "http/message.hpp"

namespace wt::front {

enum class Place : std::uint8_t {
    edge,
    edge_unknown,  // looks like a distribution's address, and there is none
    api,
    function_url,
    login,        // the domain of a user pool
    api_unknown,  // looks like an API's address, and there is none: API Gateway answers 403
    api_closed,   // an HTTP API that only custom domains lead to: 404
    aws,
    jwks,
    health,
    metrics,
    page,
    nowhere,
};

/// Where a request wants to go.
struct Address {
    Place place = Place::nowhere;
    /// How much of the path's front only names the place.
    std::size_t prefix = 0;
    const Page* page = nullptr;
    // Which one, of those of that place; until it leaves.
    const DistributionAddress* distribution = nullptr;
    const ApiAddress* api = nullptr;
    const PoolAddress* pool = nullptr;
    std::string_view function = {};  // the id of a function's address, in the request
    std::string_view domain = {};    // a user pool's, in the request
    bool discovers = false;          // of a pool: its discovery document, not its keys
};

/// Reads addresses off requests: by host, by path, or by what makes it a call of an AWS API, in this order. Pure.
///   ID.cloudfront.localhost, the distribution's own domain, /_aws/cloudfront/ID/...
///   API.execute-api.localhost/STAGE/..., API.execute-api.REGION.amazonaws.com/STAGE/..., a custom domain of an API,
///   /_aws/execute-api/API/STAGE/..., /restapis/API/STAGE/_user_request_/...; the stage $default of an HTTP API has
///   every path that no other stage has; DOMAIN.auth.localhost, DOMAIN.auth.REGION.amazoncognito.com,
///   /_aws/cognito/DOMAIN/...; ID.lambda-url.localhost, ID.lambda-url.REGION.on.aws, /_aws/lambda-url/ID/...
/// Where a name ends in .localhost it may also end in .localhost.localstack.cloud, and have a region before that.
class AddressBook {
public:
    /// `site` must outlive the book.
    explicit AddressBook(const Site& site) : site_(site) {}

    [[nodiscard]] Address find(const http::Request& request) const;
    /// A sentence that names everything that can be reached.
    [[nodiscard]] std::string everything() const;

private:
    [[nodiscard]] const DistributionAddress* distribution_at(std::string_view host) const;
    /// Where that id is an API's, how its name is written or not.
    [[nodiscard]] Address in_api(std::string_view id, std::string_view path, std::size_t before_stage) const;
    /// The same from an address of the API's own, which may be closed.
    [[nodiscard]] Address in_own_host(std::string_view id, std::string_view path, std::size_t before_stage) const;
    [[nodiscard]] Address in_domain(const std::vector<DomainPath>& paths, std::string_view path) const;
    [[nodiscard]] Address by_path(const http::Request& request) const;

    const Site& site_;
};

/// "Name.Example:4566" to "Name.Example".
[[nodiscard]] std::string_view without_port(std::string_view host);

}  // namespace wt::front
