#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/malformed.hpp"
#include "aws/shape.hpp"
#include "aws/violations.hpp"
#include "http/message.hpp"

/// Structures as CBOR (RFC 8949), for the protocol rpc-v2-cbor.
namespace wt::aws {

/// How clients of Kinesis say it: CBOR with JSON's targets, without a path of its own.
inline constexpr std::string_view targeted_cbor_type = "application/x-amz-cbor-1.1";
[[nodiscard]] bool has_cbor_target(const http::Request& head);

/// What a timestamp counts behind its tag. Seconds with a fraction, or whole milliseconds, as CBOR with JSON's targets
/// has it (AWS SDK for Java 2.x, SdkCborGenerator).
enum class CborTime : std::uint8_t { seconds, milliseconds };

/// Reads a body into `out`. Members that the structure does not know are passed over, nulls are absent, no body is an
/// empty map. Lengths may be said or not, numbers may be narrower than their type, timestamps have tag 1. Nothing on
/// success; refused are items that are not well-formed, texts that are not UTF-8, members that come twice, and what
/// would take more memory than it is worth: 100 levels, 100,000 structures.
[[nodiscard]] std::optional<Malformed> read_cbor(std::string_view body, const Structure& structure, void* out,
                                                 Violations& violations, CborTime times = CborTime::seconds);

/// Appends the structure as a map whose length is said.
void write_cbor(std::string& to, const Structure& structure, const void* value, CborTime times = CborTime::seconds);

/// Appends a map of texts.
void write_cbor_texts(std::string& to, const std::vector<std::pair<std::string_view, std::string_view>>& entries);

}  // namespace wt::aws
