#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct x509_st;
struct evp_pkey_st;

namespace wt::front {

struct FreeCertificate {
    void operator()(x509_st* certificate) const;
};
struct FreeKey {
    void operator()(evp_pkey_st* key) const;
};
using CertificatePtr = std::unique_ptr<x509_st, FreeCertificate>;
using KeyPtr = std::unique_ptr<evp_pkey_st, FreeKey>;

/// What a text in PEM holds: its certificates in order, and its private key (null: none, or one with a passphrase).
struct Pem {
    std::vector<CertificatePtr> certificates;
    KeyPtr key;
};
[[nodiscard]] Pem read_pem(std::string_view text);

/// A new authority: its private key and its certificate, in PEM. It signs for no other authority, and is good for ten
/// years from today.
[[nodiscard]] std::string make_authority();

/// The certificate alone, for those who shall trust it. Throws std::runtime_error when there is no authority in the
/// text, or its time is over.
[[nodiscard]] std::string authority_certificate(std::string_view authority);

/// Signs certificates of servers, all for one key of its own, which is made with it.
class Issuer {
public:
    /// `authority`: as make_authority() gives it. Throws std::runtime_error when it is none.
    explicit Issuer(std::string_view authority);

    /// For that name or address (empty: none), this machine's usual names, and more of them ("a,b"). Good for 800 days:
    /// some clients take none that is longer.
    [[nodiscard]] CertificatePtr certificate_for(std::string_view name, std::string_view more_names) const;
    /// Such a certificate with its key, in PEM, for a server that is a program of its own.
    [[nodiscard]] std::string pem_for(std::string_view name, std::string_view more_names) const;
    [[nodiscard]] evp_pkey_st* key() const { return key_.get(); }

private:
    Pem authority_;
    KeyPtr key_;
};

}  // namespace wt::front
