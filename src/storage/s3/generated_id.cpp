#include "storage/s3/generated_id.hpp"

#include <array>

#include <openssl/evp.h>

#include "http/ids.hpp"

namespace wt::s3 {

std::string generated_id(Random& random) {
    const Text uuid = http::request_id(random);  // 36 characters, so the Base64 needs no padding
    std::array<unsigned char, 49> encoded{};
    const int size = EVP_EncodeBlock(encoded.data(), reinterpret_cast<const unsigned char*>(uuid.data()),
                                     static_cast<int>(uuid.size()));
    return {reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(size)};
}

}  // namespace wt::s3
