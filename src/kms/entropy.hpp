#pragma once
#include <cstddef>
#include <string>

#include "kms/key_pair.hpp"

namespace wt::kms {

/// Key material, nonces and what GenerateRandom tells: drawn by OpenSSL, so that nobody can tell them from a run's
/// seed. No report and no digest depends on them.
[[nodiscard]] std::string fresh_bytes(std::size_t count);

/// A pair of that kind; see key_pair.hpp. Of RSA it takes a processor for a while: 4096 bits about a second.
[[nodiscard]] KeyPair fresh_pair(PairKind kind);

}  // namespace wt::kms
