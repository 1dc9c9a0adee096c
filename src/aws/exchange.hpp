#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "aws/operation.hpp"
#include "aws/rest.hpp"
#include "aws/service.hpp"

namespace wt::aws {

/// What an exchange reads from: the request, as far as its address and its signature's coding have been taken off.
/// Lives as long as the exchange.
struct Incoming {
    Arguments labels;
    Arguments query;
    const http::Headers& headers;
    Text body;
    std::shared_ptr<Payload> payload;  // instead of the body, where the operation takes one
};

/// One request in the protocol that it speaks (Call::protocol). This is the one place that turns outputs and errors
/// into bytes.
class WireExchange final : public Exchange {
public:
    /// `operation` is null when only a refusal can come.
    WireExchange(const ServiceModel& model, const Operation* operation, const Call& call, Incoming incoming)
        : model_(model), operation_(operation), call_(call), incoming_(std::move(incoming)) {}

    [[nodiscard]] std::optional<Error> read(const Structure& input, void* out) override;
    [[nodiscard]] http::Response answer(const Structure& output, const void* value) override;
    [[nodiscard]] http::Response refuse(const Error& error) override;

private:
    [[nodiscard]] BodyFormat rest_format() const;
    /// What JSON and CBOR call the error.
    [[nodiscard]] std::string_view shape_name(const Error& error) const;
    void identify(http::Response& response) const;
    void tell_query_code(http::Response& response, const Error& error) const;
    void refuse_in_json(http::Response& response, const Error& error) const;
    void refuse_in_cbor(http::Response& response, const Error& error) const;
    void refuse_in_xml(http::Response& response, const Error& error) const;

    const ServiceModel& model_;
    const Operation* operation_;
    const Call& call_;
    Incoming incoming_;
};

}  // namespace wt::aws
