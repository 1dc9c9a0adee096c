// All that calls xmlsec.
#include "identity/saml/signature.hpp"

#include <memory>
#include <stdexcept>

#include <xmlsec/xmlsec.h>  // before its others, which do not include it

#include <libxml/valid.h>
#include <xmlsec/errors.h>
#include <xmlsec/openssl/app.h>
#include <xmlsec/openssl/crypto.h>
#include <xmlsec/transforms.h>
#include <xmlsec/xmldsig.h>

#include "identity/saml/xml.hpp"

namespace wt::identity::saml {

namespace {

void say_nothing(const char*, int, const char*, const char*, const char*, int, const char*) {}

void set_up() {
    static const bool done = [] {
        if (xmlSecInit() < 0 || xmlSecOpenSSLAppInit(nullptr) < 0 || xmlSecOpenSSLInit() < 0)
            throw std::runtime_error("xmlsec cannot be set up");
        xmlSecErrorsSetCallback(say_nothing);
        return true;
    }();
    (void)done;
}

struct FreeCheck {
    void operator()(xmlSecDSigCtx* check) const { xmlSecDSigCtxDestroy(check); }
};

[[nodiscard]] bool allow(xmlSecDSigCtx* check) {
    for (const xmlSecTransformId each :
         {xmlSecOpenSSLTransformRsaSha256Id, xmlSecOpenSSLTransformRsaSha384Id, xmlSecOpenSSLTransformRsaSha512Id,
          xmlSecOpenSSLTransformEcdsaSha256Id, xmlSecOpenSSLTransformEcdsaSha384Id, xmlSecOpenSSLTransformEcdsaSha512Id,
          xmlSecTransformExclC14NId, xmlSecTransformExclC14NWithCommentsId, xmlSecTransformInclC14NId,
          xmlSecTransformInclC14NWithCommentsId}) {
        if (xmlSecDSigCtxEnableSignatureTransform(check, each) < 0) return false;
    }
    for (const xmlSecTransformId each :
         {xmlSecOpenSSLTransformSha256Id, xmlSecOpenSSLTransformSha384Id, xmlSecOpenSSLTransformSha512Id,
          xmlSecTransformEnvelopedId, xmlSecTransformExclC14NId, xmlSecTransformExclC14NWithCommentsId,
          xmlSecTransformInclC14NId, xmlSecTransformInclC14NWithCommentsId}) {
        if (xmlSecDSigCtxEnableReferenceTransform(check, each) < 0) return false;
    }
    check->enabledReferenceUris = xmlSecTransformUriTypeSameDocument;
    return true;
}

/// `reference`: "#ID" of what it has to cover.
[[nodiscard]] bool is_good(xmlNode* signature, const std::string& reference, const std::string& certificate) {
    const std::unique_ptr<xmlSecDSigCtx, FreeCheck> check(xmlSecDSigCtxCreate(nullptr));
    if (check == nullptr || !allow(check.get())) return false;
    // The provider's key and no other: what the document says of keys is not looked at.
    check->signKey = xmlSecOpenSSLAppKeyLoadMemory(reinterpret_cast<const xmlSecByte*>(certificate.data()),
                                                   static_cast<xmlSecSize>(certificate.size()),
                                                   xmlSecKeyDataFormatCertDer, nullptr, nullptr, nullptr);
    if (check->signKey == nullptr || xmlSecDSigCtxVerify(check.get(), signature) < 0 ||
        check->status != xmlSecDSigStatusSucceeded || xmlSecPtrListGetSize(&check->signedInfoReferences) != 1)
        return false;
    const auto* const covered =
        static_cast<const xmlSecDSigReferenceCtx*>(xmlSecPtrListGetItem(&check->signedInfoReferences, 0));
    return covered != nullptr && covered->uri != nullptr && reference == reinterpret_cast<const char*>(covered->uri);
}

}  // namespace

bool note_id(xmlDoc* document, xmlNode* element) {
    const std::string id = attribute(element, "ID");
    xmlAttr* const where = xmlHasNsProp(element, reinterpret_cast<const xmlChar*>("ID"), nullptr);
    const auto* const text = reinterpret_cast<const xmlChar*>(id.c_str());
    if (where == nullptr || id.empty()) return false;
    // The parser makes IDs of attributes of XML's own (xml:id); none of them may be this one.
    if (xmlGetID(document, text) != nullptr || xmlAddID(nullptr, document, text, where) == nullptr) return false;
    const xmlAttr* const found = xmlGetID(document, text);
    return found != nullptr && found->parent == element;
}

Signature check_signature(xmlNode* element, const std::string& id, const std::vector<std::string>& certificates) {
    const auto signatures = children(element, signature_space, "Signature");
    if (signatures.empty()) return Signature::absent;
    if (signatures.size() > 1) return Signature::bad;
    set_up();
    for (const std::string& certificate : certificates) {
        if (is_good(signatures.front(), "#" + id, certificate)) return Signature::good;
    }
    return Signature::bad;
}

}  // namespace wt::identity::saml
