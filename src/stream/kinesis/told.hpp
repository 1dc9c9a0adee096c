#pragma once
#include <string_view>
#include <vector>

#include "aws/cbor.hpp"
#include "aws/protocol.hpp"
#include "stream/kinesis/kinesis_shapes.hpp"
#include "stream/kinesis_stream.hpp"

/// What is told of records and shards, by more than one operation.
namespace wt::stream::kinesis {

[[nodiscard]] inline Record told_of(const KinesisStream& stream, std::size_t shard, const StreamRecord& record,
                                    bool is_encrypted) {
    Record told;
    told.sequence_number = stream.sequence_number({shard, record.index});
    told.approximate_arrival_timestamp = record.arrived;
    told.data.bytes = record.data;
    told.partition_key = record.partition_key.str();
    if (is_encrypted) told.encryption_type = "KMS";
    return told;
}

[[nodiscard]] HashKeyRange told_of(const HashRange& range);
[[nodiscard]] std::vector<ChildShard> children_of(const KinesisStream& stream, std::size_t shard);

[[nodiscard]] inline std::string_view content_type_of(aws::Protocol protocol) {
    return protocol == aws::Protocol::rpc_v2_cbor ? aws::targeted_cbor_type : "application/x-amz-json-1.1";
}
/// A structure without members.
[[nodiscard]] inline std::string_view empty_of(aws::Protocol protocol) {
    return protocol == aws::Protocol::rpc_v2_cbor ? "\xa0" : "{}";
}

}  // namespace wt::stream::kinesis
