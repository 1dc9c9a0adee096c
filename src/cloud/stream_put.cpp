#include "cloud/stream_put.hpp"

#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "iam/role_session.hpp"

namespace wt::cloud {

Task<std::optional<Error>> put_record(ServiceCalls& calls, identity::sync::Sync::StreamPut put) {
    if (!iam::parse_role_arn(put.role)) co_return Error{"There is no role for the stream."};
    gateway::Surroundings::ServiceCall call;
    call.action.region = put.place.region;
    call.action.service = "kinesis";
    call.action.operation = "PutRecord";
    call.role = put.role;
    call.request.method = http::Method::post;
    call.request.body =
        Text(nlohmann::json{{"StreamName", put.stream}, {"PartitionKey", put.key}, {"Data", base64_encode(put.data)}}
                 .dump());
    const http::Response answer = co_await calls.send(std::move(call));
    if (answer.status == 200) co_return std::nullopt;
    co_return Error{answer.body.str()};
}

}  // namespace wt::cloud
