#pragma once
#include <optional>
#include <string_view>

#include "aws/outcome.hpp"
#include "base/result.hpp"
#include "stream/config.hpp"
#include "stream/delivery_stream.hpp"
#include "stream/firehose/catalogue.hpp"

/// From what the API says of destinations to what the component is told, and back.
namespace wt::stream::firehose {

[[nodiscard]] aws::Error invalid_argument(std::string text);
/// What AWS has and is not here, by its name.
[[nodiscard]] aws::Error not_there(std::string_view what);

/// As they are told, with what counts where nothing is said; an error for what cannot be, or is not here.
[[nodiscard]] aws::Outcome<ExtendedS3DestinationDescription> description_of(
    const ExtendedS3DestinationConfiguration& said);
[[nodiscard]] ExtendedS3DestinationConfiguration extended(const S3DestinationConfiguration& plain);
[[nodiscard]] ExtendedS3DestinationUpdate extended(const S3DestinationUpdate& plain);
[[nodiscard]] S3DestinationDescription plain(const ExtendedS3DestinationDescription& extended);
[[nodiscard]] aws::Outcome<HttpEndpointDestinationDescription> description_of(
    const HttpEndpointDestinationConfiguration& said);
/// What a change leaves of it.
[[nodiscard]] aws::Outcome<ExtendedS3DestinationDescription> changed(ExtendedS3DestinationDescription from,
                                                                     const ExtendedS3DestinationUpdate& by);
[[nodiscard]] aws::Outcome<HttpEndpointDestinationDescription> changed(HttpEndpointDestinationDescription from,
                                                                       const HttpEndpointDestinationUpdate& by);

[[nodiscard]] DeliveryStreamConfig config_of(const DeliveryEntry& entry);
[[nodiscard]] Target target_of(const DeliveryEntry& entry);
/// Null where nobody asks records for their partition.
[[nodiscard]] DeliveryStream::Partition partition_of(const DeliveryEntry& entry);
/// Null where records hold one each.
[[nodiscard]] DeliveryStream::Split split_of(const DeliveryEntry& entry);
/// A component that a scenario made, as the API tells it.
void describe(DeliveryEntry& entry, const DeliveryStreamConfig& config);

}  // namespace wt::stream::firehose
