#include "lambda/alias.hpp"

#include "http/event_form.hpp"

namespace wt::lambda {

const Alias::Target& Alias::draw() {
    if (targets_.size() == 1) return targets_.front();
    double left = chance_.uniform();
    for (const Target& target : targets_) {
        if (left < target.weight) return target;
        left -= target.weight;
    }
    return targets_.back();
}

Task<http::Response> Alias::handle(http::Request&& request, http::Next next) {
    const Target& target = draw();
    http::Headers& fields = request.form != nullptr ? request.form->fields : request.headers;
    if (!fields.has("Lambda-Runtime-Invoked-Function-Arn"))
        fields.add("Lambda-Runtime-Invoked-Function-Arn", Text(arn_));
    http::Response response = co_await next.to(target.way, std::move(request));
    if (!response.broken() && !response.headers.has("X-Amz-Executed-Version"))
        response.headers.add("X-Amz-Executed-Version", Text(target.version));
    co_return response;
}

}  // namespace wt::lambda
