#include "storage/s3/journal.hpp"

#include "storage/s3/errors.hpp"

namespace wt::s3 {

Task<std::optional<aws::Error>> Journal::durable(store::Ticket ticket) {
    const std::shared_ptr<Journal> held = shared_from_this();
    if (store_ == nullptr || store_->is_durable(ticket)) co_return std::nullopt;
    const auto problem = co_await store_->durable(ticket);
    if (problem) co_return aws::Error(errors::internal_error);
    co_return std::nullopt;
}

}  // namespace wt::s3
