// A blob that somebody sends to Decrypt: it is none, or says its key and is written again as it came; and it opens only
// where every bit of it is as it was.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "kms/cipher.hpp"
#include "kms/ciphertext.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wt::kms;
    const std::string_view blob(reinterpret_cast<const char*>(data), size);
    const auto read = Ciphertext::read(blob);
    if (!read) return 0;
    WT_ASSERT(read->write() == blob);
    const std::string material(aes_key_size, 'm');
    const auto text = decrypt(*read, material, {{"a", "b"}});
    if (!text) return 0;
    WT_ASSERT(encrypt(read->key_id, read->material_id, material, read->nonce, {{"a", "b"}}, *text) == blob);
    WT_ASSERT(!decrypt(*read, material, {{"a", "c"}}));
    return 0;
}
