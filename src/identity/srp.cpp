#include "identity/srp.hpp"

#include <deque>
#include <memory>
#include <new>
#include <unordered_map>
#include <vector>

#include <openssl/bn.h>
#include <openssl/crypto.h>

#include "aws/digests.hpp"
#include "base/base64.hpp"
#include "base/hex.hpp"

namespace wt::identity {

namespace {

// RFC 3526, group 15; RFC 5054, appendix A.
constexpr const char* prime_hex =
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF";
/// Twice the group's digits: whoever sends more means no number of it.
constexpr std::size_t longest_number = 2 * 768;

struct FreeSrp {
    void operator()(BIGNUM* number) const { BN_clear_free(number); }
    void operator()(BN_CTX* context) const { BN_CTX_free(context); }
    void operator()(BN_MONT_CTX* context) const { BN_MONT_CTX_free(context); }
    void operator()(char* text) const { OPENSSL_free(text); }
};
using SrpInt = std::unique_ptr<BIGNUM, FreeSrp>;

/// OpenSSL's results, of which memory alone can be missing.
void must(bool done) {
    if (!done) throw std::bad_alloc();
}

[[nodiscard]] SrpInt fresh_number() {
    SrpInt number(BN_new());
    must(number != nullptr);
    return number;
}

[[nodiscard]] SrpInt number_of_hex(const std::string& hex) {
    BIGNUM* raw = nullptr;
    must(BN_hex2bn(&raw, hex.c_str()) != 0);
    return SrpInt(raw);
}

[[nodiscard]] SrpInt number_of_bytes(std::string_view bytes) {
    SrpInt number(
        BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()), nullptr));
    must(number != nullptr);
    return number;
}

/// Digits in lower case, an even count, with 00 before a set top bit; "00" for nothing.
[[nodiscard]] std::string padded(const BIGNUM* number) {
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
    BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
    if (bytes.empty() || (static_cast<unsigned char>(bytes.front()) & 0x80U) != 0) bytes.insert(bytes.begin(), '\0');
    return hex_encode(bytes);
}

[[nodiscard]] std::string bytes_of_hex(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(hex_digit(hex[i]) << 4 | hex_digit(hex[i + 1]));
    return bytes;
}

[[nodiscard]] std::string sha256_of(std::string_view bytes) { return std::string(aws::sha256(bytes).view()); }
[[nodiscard]] std::string hmac_of(std::string_view key, std::string_view message) {
    return std::string(aws::hmac(aws::Algorithm::sha256, key, message).view());
}

/// Powers of one number, by a table that is made once: Lim and Lee's comb ("More flexible exponentiation with
/// precomputation", CRYPTO '94). Exponents have at most 256 bits.
class FixedBase {
public:
    static constexpr int most_bits = 256;

    /// The exponent is cut into `rows` rows, and each row into `blocks` blocks: of a power that leaves
    /// most_bits / rows / blocks squarings and blocks times as many products, from blocks * 2^rows numbers.
    FixedBase(const BIGNUM* base, int rows, int blocks, BN_MONT_CTX* montgomery, BN_CTX* context)
        : rows_(rows),
          row_bits_((most_bits + rows - 1) / rows),
          block_bits_((row_bits_ + blocks - 1) / blocks),
          one_(fresh_number()) {
        must(BN_to_montgomery(one_.get(), BN_value_one(), montgomery, context) == 1);
        SrpInt square = fresh_number();
        must(BN_to_montgomery(square.get(), base, montgomery, context) == 1);
        table_.resize(static_cast<std::size_t>(blocks) << static_cast<unsigned>(rows));
        int done = 0;  // squarings
        for (int row = 0; row < rows; ++row) {
            for (int block = 0; block < blocks; ++block) {
                for (; done < row * row_bits_ + block * block_bits_; ++done)
                    must(BN_mod_mul_montgomery(square.get(), square.get(), square.get(), montgomery, context) == 1);
                const std::size_t bit = std::size_t{1} << static_cast<unsigned>(row);
                SrpInt* const of_block =
                    table_.data() + (static_cast<std::size_t>(block) << static_cast<unsigned>(rows));
                of_block[bit] = fresh_number();
                must(BN_copy(of_block[bit].get(), square.get()) != nullptr);
                for (std::size_t below = 1; below < bit; ++below) {
                    of_block[bit + below] = fresh_number();
                    must(BN_mod_mul_montgomery(of_block[bit + below].get(), of_block[bit].get(), of_block[below].get(),
                                               montgomery, context) == 1);
                }
            }
        }
    }
    [[nodiscard]] SrpInt power(const BIGNUM* exponent, BN_MONT_CTX* montgomery, BN_CTX* context) const {
        SrpInt result = fresh_number();
        must(BN_copy(result.get(), one_.get()) != nullptr);
        for (int bit = block_bits_ - 1; bit >= 0; --bit) {
            must(BN_mod_mul_montgomery(result.get(), result.get(), result.get(), montgomery, context) == 1);
            const SrpInt* of_block = table_.data();
            for (int at = bit; of_block != table_.data() + table_.size(); at += block_bits_) {
                std::size_t wanted = 0;
                for (int row = 0; row < rows_ && at < row_bits_; ++row)
                    wanted |= static_cast<std::size_t>(BN_is_bit_set(exponent, row * row_bits_ + at))
                              << static_cast<unsigned>(row);
                if (wanted != 0)
                    must(BN_mod_mul_montgomery(result.get(), result.get(), of_block[wanted].get(), montgomery,
                                               context) == 1);
                of_block += std::size_t{1} << static_cast<unsigned>(rows_);
            }
        }
        must(BN_from_montgomery(result.get(), result.get(), montgomery, context) == 1);
        return result;
    }

private:
    int rows_;
    int row_bits_;
    int block_bits_;
    SrpInt one_;
    std::vector<SrpInt> table_;  // in Montgomery's form, by block and rows
};

/// What is made of a verifier once: the way to its powers, and k * v.
struct KnownVerifier {
    FixedBase powers;
    SrpInt masked;
};

struct Group {
    SrpInt prime = number_of_hex(prime_hex);
    SrpInt multiplier;  // k
    std::unique_ptr<BN_CTX, FreeSrp> context{BN_CTX_new()};
    std::unique_ptr<BN_MONT_CTX, FreeSrp> montgomery{BN_MONT_CTX_new()};
    std::unique_ptr<FixedBase> generator;
    // Those that signed in last. A table takes as long as a power without one, so whoever comes once loses nothing.
    static constexpr std::size_t most_known = 1000;  // of 13 KB each
    std::unordered_map<std::string, KnownVerifier> known;
    std::deque<std::string> known_order;  // the oldest first

    Group() {
        must(context != nullptr && montgomery != nullptr);
        must(BN_MONT_CTX_set(montgomery.get(), prime.get(), context.get()) == 1);
        multiplier = number_of_bytes(sha256_of(bytes_of_hex(padded(prime.get())) + '\2'));
        generator = std::make_unique<FixedBase>(number_of_hex("2").get(), 8, 4, montgomery.get(), context.get());
    }
    /// Of the generator.
    [[nodiscard]] SrpInt power(const BIGNUM* exponent) {
        if (BN_num_bits(exponent) > FixedBase::most_bits) return power(number_of_hex("2").get(), exponent);
        return generator->power(exponent, montgomery.get(), context.get());
    }
    /// Valid until the next call.
    [[nodiscard]] const KnownVerifier& of_verifier(const std::string& verifier) {
        const auto found = known.find(verifier);
        if (found != known.end()) return found->second;
        if (known.size() >= most_known) {
            known.erase(known_order.front());
            known_order.pop_front();
        }
        const SrpInt number = fresh_number();
        must(BN_mod(number.get(), number_of_hex(verifier).get(), prime.get(), context.get()) == 1);
        SrpInt masked = product(multiplier.get(), number.get());
        known_order.push_back(verifier);
        return known
            .try_emplace(verifier, KnownVerifier{FixedBase(number.get(), 5, 1, montgomery.get(), context.get()),
                                                 std::move(masked)})
            .first->second;
    }
    [[nodiscard]] SrpInt power(const BIGNUM* base, const BIGNUM* exponent) {
        SrpInt result = fresh_number();
        must(BN_mod_exp_mont(result.get(), base, exponent, prime.get(), context.get(), montgomery.get()) == 1);
        return result;
    }
    [[nodiscard]] SrpInt product(const BIGNUM* a, const BIGNUM* b) {
        SrpInt result = fresh_number();
        must(BN_mod_mul(result.get(), a, b, prime.get(), context.get()) == 1);
        return result;
    }
};

[[nodiscard]] Group& group() {
    static thread_local Group the_group;
    return the_group;
}

}  // namespace

std::optional<std::string> srp_number(std::string_view hex) {
    if (hex.empty() || hex.size() > longest_number) return std::nullopt;
    for (const char c : hex) {
        if (hex_digit(c) < 0) return std::nullopt;
    }
    return padded(number_of_hex(std::string(hex)).get());
}

std::string srp_verifier(const SrpName& name, std::string_view password, std::string_view salt) {
    std::string identity(name.group);
    identity.append(name.user).append(":").append(password);
    const std::string x = sha256_of(bytes_of_hex(srp_number(salt).value_or("00")) + sha256_of(identity));
    Group& g = group();
    return padded(g.power(number_of_bytes(x).get()).get());
}

std::optional<SrpExchange> srp_exchange(std::string_view verifier, std::string_view client_public,
                                        std::string_view secret) {
    const auto a_text = srp_number(client_public);
    const auto v_text = srp_number(verifier);
    const auto b_text = srp_number(secret);
    if (!a_text || !v_text || !b_text) return std::nullopt;
    Group& g = group();
    const SrpInt a = number_of_hex(*a_text);
    const KnownVerifier& v = g.of_verifier(*v_text);
    const SrpInt b = number_of_hex(*b_text);
    const SrpInt rest = fresh_number();
    must(BN_mod(rest.get(), a.get(), g.prime.get(), g.context.get()) == 1);
    if (BN_is_zero(rest.get())) return std::nullopt;

    const SrpInt server = fresh_number();
    const SrpInt own = g.power(b.get());
    must(BN_mod_add(server.get(), v.masked.get(), own.get(), g.prime.get(), g.context.get()) == 1);
    SrpExchange exchange;
    exchange.server_public = padded(server.get());

    const std::string u_bytes = sha256_of(bytes_of_hex(*a_text) + bytes_of_hex(exchange.server_public));
    const SrpInt u = number_of_bytes(u_bytes);
    if (BN_is_zero(u.get()) || BN_is_zero(server.get())) return std::nullopt;
    const SrpInt base = g.product(rest.get(), v.powers.power(u.get(), g.montgomery.get(), g.context.get()).get());
    const SrpInt shared = g.power(base.get(), b.get());
    const std::string prk = hmac_of(bytes_of_hex(padded(u.get())), bytes_of_hex(padded(shared.get())));
    constexpr std::size_t key_bytes = 16;
    exchange.key = hmac_of(prk, "Caldera Derived Key\1").substr(0, key_bytes);
    return exchange;
}

std::string srp_signature(const SrpName& name, std::string_view key, std::string_view secret_block,
                          std::string_view timestamp) {
    std::string message(name.group);
    message.append(name.user).append(secret_block).append(timestamp);
    return base64_encode(hmac_of(key, message));
}

}  // namespace wt::identity
