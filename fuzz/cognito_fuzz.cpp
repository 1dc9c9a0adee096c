// Whatever somebody sends as a token, a number of SRP, a filter of users or a secret of codes: it is refused, or it
// means what it says.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "identity/api/totp.hpp"
#include "identity/api/user_filter.hpp"
#include "identity/srp.hpp"
#include "identity/tokens.hpp"

namespace {

using namespace wt::identity;

void as_token(std::string_view text) {
    static const SigningKey key = SigningKey::generate();
    const Verified read = check_token(text, key, "https://issuer");
    WT_ASSERT(!read.ok());  // nobody but the key signs
    (void)issuer_of(text);
    // The same claims, signed: what they say is read or refused.
    const std::size_t first = text.find('.');
    if (first == std::string_view::npos) return;
    const std::string_view rest = text.substr(first + 1);
    std::string message(text.substr(0, first + 1));
    message += rest.substr(0, rest.find('.'));
    const Verified signed_by_key = check_token(message + "." + key.sign(message), key, issuer_of(text));
    WT_ASSERT(!signed_by_key.ok() || !issuer_of(text).empty());
}

void as_number(std::string_view text) {
    const auto number = srp_number(text);
    if (number) {
        WT_ASSERT(number->size() % 2 == 0);
        WT_ASSERT(srp_number(*number) == number);
    }
    const auto exchange = srp_exchange("1234", text, "5678");
    WT_ASSERT(!exchange || (number && exchange->key.size() == 16));
}

void as_filter(std::string_view text) {
    const auto filter = UserFilter::parse(text);
    if (!filter) return;
    UserEntry user;
    user.name = "ann";
    (void)filter->takes(user);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 4) {
        case 0: as_token(text); break;
        case 1: as_number(text); break;
        case 2: as_filter(text); break;
        default: (void)find_totp_step(text, "123456", wt::epoch);
    }
    return 0;
}
