#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/metrics.hpp"
#include "front/addresses.hpp"
#include "http/tier.hpp"

namespace wt::front {

/// AWS's APIs behind the port.
struct AwsApis {
    /// Whether a request is for one of them, there or not.
    std::function<bool(const http::Request& head)> is_for;
    /// Whether its body should come as a stream.
    std::function<bool(const http::Request& head)> streams;
    std::function<Task<http::Response>(http::Request request)> handle;
    /// Whether what it is about lets pages of the request's origin send it: a bucket by its CORS rules.
    std::function<bool(const http::Request& head)> lets_in;
    /// Says no to a request, in a form that its client reads.
    std::function<http::Response(const http::Request& head, std::string why)> refuse;
    /// The services that are there, for pages about them.
    struct Api {
        std::string name;
        std::string version;  // "2006-03-01"
    };
    std::vector<Api> services;
    /// "s3, sts".
    [[nodiscard]] std::string names() const;
};

/// Functions that have addresses of their own: ID.lambda-url.localhost. Answers whatever comes there.
using FunctionUrls = std::function<Task<http::Response>(std::string id, http::Request request)>;

/// Managed login at the domains of user pools: DOMAIN.auth.localhost.
using Logins = std::function<Task<http::Response>(std::string domain, http::Request request)>;

/// One of our own pages: "/_windtunnel/clock".
struct Page {
    std::string path;
    std::function<Task<http::Response>(http::Request request)> handle;
};

/// What can be reached on the port: the stack as its clients see it. Whatever is left empty does not answer. All that
/// is pointed to must outlive the Router.
struct Site {
    std::string version;
    /// Name and type of every component that stands now, for the health page.
    std::function<std::vector<std::pair<std::string, std::string>>()> components;
    const Metrics* metrics = nullptr;
    const Addresses* addresses = nullptr;

    AwsApis aws;
    FunctionUrls function_urls;
    /// What CloudFront says at a host of its own that is no distribution's.
    std::function<http::Response(const http::Request& request)> no_distribution;
    Logins logins;
    std::vector<Page> pages;
};

}  // namespace wt::front
