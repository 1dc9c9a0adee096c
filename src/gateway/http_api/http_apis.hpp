#pragma once
#include <string>
#include <string_view>

#include "base/contexts.hpp"
#include "base/shelf.hpp"
#include "gateway/http_api/http_api.hpp"

namespace wt::gateway::http_api {

/// The stages of HTTP APIs of the account. Each stands at the address of its name.
class HttpApis {
public:
    /// Both outlive the APIs.
    HttpApis(Contexts& contexts, http::Ways& ways) : contexts_(contexts), ways_(ways) {}

    /// A new one, or one in the place of another: requests under way end as they began.
    void put(const std::string& name, HttpApiConfig config);
    /// From now on nobody stands at its address. False when there is none.
    bool remove(const std::string& name);

    [[nodiscard]] HttpApi* find(std::string_view name) const { return apis_.find(name); }
    [[nodiscard]] Shelf<HttpApi>& shelf() { return apis_; }
    [[nodiscard]] const Shelf<HttpApi>& shelf() const { return apis_; }

private:
    Contexts& contexts_;
    http::Ways& ways_;
    Shelf<HttpApi> apis_;
};

}  // namespace wt::gateway::http_api
