// How long a page of a listing takes in a bucket of 100,000 keys, in microseconds: the whole bucket page by page, first
// with the ETags that are made on the way; and rolled up by a delimiter, 1,000 folders of 100 keys in one page, or ten.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/context.hpp"
#include "base/scope.hpp"
#include "storage/s3/listing.hpp"
#include "storage/s3/service.hpp"
#include "store/memory_store.hpp"

using namespace wt;

namespace {

constexpr int folders = 1000;
constexpr int keys_in_each = 100;

Task<void> fill(s3::Service& service, s3::BucketRef bucket) {
    for (int i = 0; i < folders * keys_in_each; ++i) {
        std::string key = std::to_string(i % folders) + "/" + std::to_string(i);
        (void)co_await service.objects.put_text(bucket, std::move(key), "x");
    }
}

/// Microseconds a page, once through.
[[nodiscard]] double measure(const s3::Bucket& bucket, s3::ListRequest request) {
    using Machine = std::chrono::steady_clock;
    int pages = 0;
    const auto begin = Machine::now();
    for (;;) {
        const s3::ObjectPage page = s3::list_objects(bucket, request);
        ++pages;
        if (!page.truncated) break;
        request.after = page.next;
    }
    const std::chrono::duration<double, std::micro> span = Machine::now() - begin;
    return span.count() / pages;
}

/// The best of several times: others use the machine, too.
[[nodiscard]] double best(const s3::Bucket& bucket, const s3::ListRequest& request) {
    double least = measure(bucket, request);
    for (int i = 0; i < 20; ++i) least = std::min(least, measure(bucket, request));
    return least;
}

}  // namespace

int main() {
    Clock clock;
    Metrics metrics;
    Digest digest;
    const Context context{clock, 1, metrics, digest};
    store::MemoryStore store;
    s3::Service service(context, store);
    const s3::BucketRef bucket = service.buckets.provide("bucket", "000000000000");
    Scope scope;
    scope.spawn(fill(service, bucket));
    const double first = measure(*bucket, {});
    const double all = best(*bucket, {});
    const double rolled_up = best(*bucket, {"", "/", "", s3::most_listed});
    const double by_ten = best(*bucket, {"", "/", "", 10});
    std::printf(R"({"first_us": %.1f, "all_us": %.1f, "rolled_up_us": %.1f, "by_ten_us": %.2f})"
                "\n",
                first, all, rolled_up, by_ten);
}
