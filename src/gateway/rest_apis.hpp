#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/contexts.hpp"
#include "base/shelf.hpp"
#include "gateway/rest_api.hpp"

namespace wt::gateway {

/// The REST APIs of the account. Each stands at the address of its name.
class RestApis {
public:
    /// Who verifies the tokens of that user pool, whether it is there or not; it outlives the APIs.
    using Verifiers = std::function<TokenVerifier*(const std::string& pool)>;

    /// All of it outlives the APIs.
    RestApis(Contexts& contexts, http::Ways& ways, Verifiers verifiers)
        : contexts_(contexts), ways_(ways), verifiers_(std::move(verifiers)) {}

    // create and update throw as RestApi's constructor does, before anything has changed.
    /// A new one, of a name that no other has.
    RestApi& create(const std::string& name, RestApiConfig config);
    /// Requests under way end as they began. As RestApi::update, where that can be; what it refuses brings a new API
    /// with full allowances and an empty cache. False when there is none of that name.
    bool update(const std::string& name, RestApiConfig config);
    /// From now on its address answers 403, as API Gateway's does for an API that it does not know. False when there is
    /// none.
    bool remove(const std::string& name);

    [[nodiscard]] RestApi* find(std::string_view name) const { return apis_.find(name); }
    [[nodiscard]] Shelf<RestApi>& shelf() { return apis_; }
    [[nodiscard]] const Shelf<RestApi>& shelf() const { return apis_; }

private:
    [[nodiscard]] std::shared_ptr<RestApi> compile(const Context& context, const std::string& name,
                                                   RestApiConfig config);
    void stand(const std::string& name, std::shared_ptr<RestApi> api);

    Contexts& contexts_;
    http::Ways& ways_;
    Verifiers verifiers_;
    Shelf<RestApi> apis_;
};

}  // namespace wt::gateway
