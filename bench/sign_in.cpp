// What a sign-in by SRP is made of, in microseconds of the processor: the server's half of the exchange, of users who
// come for the first time and of one who comes again, a verifier, and a signature.
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "identity/signing_key.hpp"
#include "identity/srp.hpp"

using namespace wt::identity;

namespace {

constexpr int rounds = 300;

/// Of one of `rounds` calls.
template <class Action>
[[nodiscard]] double measure(Action act) {
    const std::clock_t begin = std::clock();
    for (int i = 0; i < rounds; ++i) act(i);
    return 1e6 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / rounds;
}

}  // namespace

int main() {
    const SrpName who{"Pool", "ann"};
    const std::string client_public(768, '5');
    // 256 bits, and another each time.
    const auto secret = [](int i) { return "c" + std::to_string(1'000'000 + i) + std::string(56, '7'); };
    std::vector<std::string> verifiers(rounds);
    const double verifier =
        measure([&](int i) { verifiers[static_cast<std::size_t>(i)] = srp_verifier(who, std::to_string(i), "8f01"); });
    bool all = true;
    const double first = measure([&](int i) {
        all = srp_exchange(verifiers[static_cast<std::size_t>(i)], client_public, secret(i)).has_value() && all;
    });
    const double again =
        measure([&](int i) { all = srp_exchange(verifiers.front(), client_public, secret(i)).has_value() && all; });
    const SigningKey key = SigningKey::generate(SigningKey::Made::when_needed);
    const std::string message(700, 'm');
    all = !key.sign(message).empty() && all;
    const double signature = measure([&](int) { all = !key.sign(message).empty() && all; });
    std::printf("{\"verifier_us\": %.0f, \"first_us\": %.0f, \"again_us\": %.0f, \"signature_us\": %.0f}\n", verifier,
                first, again, signature);
    return all ? 0 : 1;
}
