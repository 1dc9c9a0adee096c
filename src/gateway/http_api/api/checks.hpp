#pragma once
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "aws/error.hpp"
#include "aws/operation.hpp"
#include "gateway/api/errors.hpp"
#include "gateway/http_api/api/catalogue.hpp"

/// What parts of an HTTP API may not say, whether a call or a document says it, and how changes go in.
namespace wt::gateway::http_api::api {

using gateway::api::bad_request;
using gateway::api::conflict;
using gateway::api::not_found;
using gateway::api::unwritten;

[[nodiscard]] std::optional<aws::Error> refuse(const Definition& api, const Route& route);
[[nodiscard]] std::optional<aws::Error> refuse(const Integration& integration);
[[nodiscard]] std::optional<aws::Error> refuse(const Definition& api, const Authorizer& authorizer);
[[nodiscard]] std::optional<aws::Error> refuse(const Api& settings);
/// What is where nothing was said.
void complete(Integration& integration);
void complete(Route& route);
void complete(Authorizer& authorizer);

/// With the address by which the caller reaches this server: "http://ID.execute-api.localhost:4566".
[[nodiscard]] Api shown(Api settings, const aws::Call& call);

/// Takes over what was said; an empty text takes away what was there.
template <class T>
void take(std::optional<T>& to, std::optional<T> said) {
    if (said) to = std::move(said);
}
inline void take(std::optional<std::string>& to, std::optional<std::string> said) {
    if (!said) return;
    if (said->empty()) {
        to.reset();
    } else {
        to = std::move(said);
    }
}
/// A list or map that is empty is absent.
template <class T>
[[nodiscard]] std::optional<T> unless_empty(T value) {
    return value.empty() ? std::nullopt : std::optional<T>(std::move(value));
}

}  // namespace wt::gateway::http_api::api
