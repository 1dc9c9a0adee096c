#include "app/notifier.hpp"

#include <fmt/format.h>

#include "storage/s3/api/documents.hpp"
#include "storage/s3/api/s3_shapes.hpp"
#include "storage/s3/notification.hpp"

namespace wt::app {

namespace {

/// "arn:aws:lambda:us-east-1:000000000000:function:loader", with a version or without, to "loader".
[[nodiscard]] std::string function_of(std::string_view arn) {
    constexpr std::string_view mark = ":function:";
    const std::size_t at = arn.find(mark);
    if (at == std::string_view::npos) return {};
    arn.remove_prefix(at + mark.size());
    return std::string(arn.substr(0, arn.find(':')));
}

}  // namespace

Notifier::Notifier(const Context& context, stack::Stack& stack)
    : context_(context),
      stack_(stack),
      sent_(context.metrics.counter("s3.notifications.sent")),
      lost_(context.metrics.counter("s3.notifications.lost")) {
    stack.s3().buckets.watch([this](const s3::ObjectEvent& event) { tell(event); });
}

std::optional<std::string> Notifier::refuse(const s3::Destination& destination) const {
    switch (destination.kind) {
        case s3::DestinationKind::queue: return "The destination queue does not exist";
        case s3::DestinationKind::topic: return "The destination topic does not exist";
        case s3::DestinationKind::function: break;
    }
    if (stack_.functions().find(function_of(destination.arn)) != nullptr) return std::nullopt;
    return fmt::format("Not authorized to invoke function [{}]", destination.arn);
}

void Notifier::tell(const s3::ObjectEvent& event) {
    if (event.bucket.document(s3::api::kinds::notification) == nullptr) return;
    const auto configuration =
        s3::api::document<s3::NotificationConfiguration>(event.bucket, s3::api::kinds::notification);
    if (!configuration) return;
    for (const s3::Destination& to : s3::destinations(*configuration, s3::event_name(event.kind), event.version->key)) {
        std::string function = function_of(to.arn);
        if (stack_.functions().find(function) == nullptr) continue;
        lambda::Event invocation;
        invocation.key = Text(fmt::format("{}/{}", event.bucket.name(), event.version->key));
        sent_.add();
        waiting_.spawn(invoke(std::move(function), std::move(invocation), event.version->ticket));
    }
}

Task<void> Notifier::invoke(std::string function, lambda::Event event, store::Ticket ticket) {
    const std::optional<aws::Error> error = co_await stack_.s3().buckets.journal()->durable(ticket);
    if (error) {
        lost_.add();
        co_return;
    }
    queue(function).invoke(std::move(event));
}

lambda::AsyncQueue& Notifier::queue(const std::string& function) {
    std::unique_ptr<lambda::AsyncQueue>& known = queues_[function];
    if (known == nullptr) {
        const lambda::Function* const there = stack_.functions().find(function);
        const lambda::AsyncConfig async = there != nullptr ? there->config().async : lambda::AsyncConfig();
        known = std::make_unique<lambda::AsyncQueue>(
            context_, stack_.at(function), async, [this](const lambda::Event&, std::string_view, int) { lost_.add(); });
    }
    return *known;
}

}  // namespace wt::app
