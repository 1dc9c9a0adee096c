#pragma once
#include <cstdint>
#include <string_view>

#include "base/text.hpp"

namespace wt::stream {

/// How a delivery stream packs its objects (Data Firehose API Reference, "CompressionFormat").
enum class Compression : std::uint8_t { none, gzip, zip, snappy, hadoop_snappy };

[[nodiscard]] Text compressed(Compression how, std::string_view bytes);
/// ".gz"
[[nodiscard]] std::string_view extension_of(Compression how);

}  // namespace wt::stream
