#pragma once
#include "aws/accounts.hpp"
#include "storage/s3/buckets.hpp"
#include "storage/s3/objects.hpp"
#include "storage/s3/uploads.hpp"

namespace wt::s3 {

/// S3 as a whole: what the request path archives into, and what SDKs talk to. Loop-owned; the store outlives it.
struct Service {
    Service(const Context& context, store::Store& store, aws::Accounts whose = aws::Accounts(),
            Pace::Kind kind = Pace::Kind::aws)
        : accounts(std::move(whose)),
          pace(context, kind),
          buckets(context, store),
          objects(buckets, pace),
          uploads(buckets) {}

    aws::Accounts accounts;
    Pace pace;
    Buckets buckets;
    Objects objects;
    Uploads uploads;
};

}  // namespace wt::s3
