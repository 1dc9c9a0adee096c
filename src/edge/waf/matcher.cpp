#include "edge/waf/matcher.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "edge/waf/aggregate.hpp"
#include "edge/waf/field_text.hpp"
#include "edge/waf/injection.hpp"
#include "edge/waf/ip_set.hpp"
#include "edge/waf/rate_counter.hpp"
#include "edge/waf/viewer_address.hpp"

namespace wt::edge::waf {

namespace {

/// Looks at each text of a part, after its transformations.
class Inspector {
public:
    explicit Inspector(const Inspection& inspection) : inspection_(inspection) {}

    template <class Test>
    [[nodiscard]] bool any(Evaluation& evaluation, Test test) {
        const Field& field = inspection_.field;
        text_.read(inspection_, evaluation.request, evaluation.body_limit);
        if (text_.oversize() && field.oversize != Oversize::inspect_visible) return field.oversize == Oversize::match;
        if (text_.malformed() && field.invalid != Field::Invalid::as_string)
            return field.invalid == Field::Invalid::match;
        return std::any_of(text_.texts().begin(), text_.texts().end(), [&](std::string_view text) {
            if (inspection_.transformations.empty()) return test(text);
            std::string changed(text);
            for (const Transformation one : inspection_.transformations) changed = transformed(one, changed);
            return test(std::string_view(changed));
        });
    }

private:
    Inspection inspection_;
    FieldText text_;
};

/// SQL injection or scripts, where AWS's managed rules look or in one part.
class InjectionMatcher final : public Matcher {
public:
    using Attack = bool (*)(std::string_view);
    InjectionMatcher(const std::optional<Inspection>& inspection, Attack attack) : attack_(attack) {
        if (inspection) inspector_.emplace(*inspection);
    }
    bool matches(Evaluation& evaluation) override {
        if (inspector_) return inspector_->any(evaluation, attack_);
        constexpr Place looked_at[] = {Place::arguments, Place::body, Place::cookies, Place::path};
        return std::any_of(std::begin(looked_at), std::end(looked_at), [&](Place place) {
            const auto& texts = evaluation.texts.texts(place);
            return std::any_of(texts.begin(), texts.end(),
                               [&](const InspectedText& one) { return one.may != 0 && attack_(one.text); });
        });
    }

private:
    Attack attack_;
    std::optional<Inspector> inspector_;
};

class ByteMatcher final : public Matcher {
public:
    explicit ByteMatcher(const ByteMatch& match) : match_(match), inspector_(match.inspection) {}
    bool matches(Evaluation& evaluation) override {
        return inspector_.any(evaluation, [&](std::string_view text) { return holds(text); });
    }

private:
    [[nodiscard]] bool holds(std::string_view text) const {
        const std::string_view wanted = match_.text;
        switch (match_.position) {
            case ByteMatch::Position::exactly: return text == wanted;
            case ByteMatch::Position::starts_with: return text.starts_with(wanted);
            case ByteMatch::Position::ends_with: return text.ends_with(wanted);
            case ByteMatch::Position::contains: return text.find(wanted) != std::string_view::npos;
            case ByteMatch::Position::contains_word: break;
        }
        for (std::size_t at = text.find(wanted); at != std::string_view::npos; at = text.find(wanted, at + 1)) {
            const std::size_t end = at + wanted.size();
            const bool begins = at == 0 || !is_word_character(text[at - 1]);
            const bool ends = end == text.size() || !is_word_character(text[end]);
            if (begins && ends) return true;
        }
        return false;
    }

    ByteMatch match_;
    Inspector inspector_;
};

class RegexMatcher final : public Matcher {
public:
    explicit RegexMatcher(const RegexMatch& match) : inspector_(match.inspection) {
        for (const std::string& pattern : match.patterns) {
            patterns_.push_back(std::make_unique<RE2>(pattern, RE2::Quiet));
            if (!patterns_.back()->ok()) throw std::runtime_error(pattern_problem(pattern));
        }
    }
    bool matches(Evaluation& evaluation) override {
        return inspector_.any(evaluation, [&](std::string_view text) {
            const re2::StringPiece piece(text.data(), text.size());
            return std::any_of(patterns_.begin(), patterns_.end(),
                               [&](const auto& pattern) { return RE2::PartialMatch(piece, *pattern); });
        });
    }

private:
    Inspector inspector_;
    std::vector<std::unique_ptr<RE2>> patterns_;
};

class SizeMatcher final : public Matcher {
public:
    explicit SizeMatcher(const SizeConstraint& constraint)
        : constraint_(constraint), inspector_(constraint.inspection) {}
    bool matches(Evaluation& evaluation) override {
        // Of a body it is the whole length that counts, beyond what other statements see.
        const bool body = constraint_.inspection.field.kind == Field::Kind::body;
        if (body && constraint_.inspection.transformations.empty()) return holds(evaluation.request.body.size());
        return inspector_.any(evaluation, [&](std::string_view text) { return holds(text.size()); });
    }

private:
    [[nodiscard]] bool holds(std::uint64_t size) const {
        const std::uint64_t limit = constraint_.size.count;
        switch (constraint_.comparison) {
            case SizeConstraint::Comparison::eq: return size == limit;
            case SizeConstraint::Comparison::ne: return size != limit;
            case SizeConstraint::Comparison::le: return size <= limit;
            case SizeConstraint::Comparison::lt: return size < limit;
            case SizeConstraint::Comparison::ge: return size >= limit;
            case SizeConstraint::Comparison::gt: return size > limit;
        }
        return false;
    }

    SizeConstraint constraint_;
    Inspector inspector_;
};

[[nodiscard]] AddressSet address_set(const std::vector<std::string>& addresses) {
    std::vector<AddressBlock> blocks;
    for (const std::string& address : addresses) {
        const auto block = AddressBlock::parse(address);
        WT_ASSERT(block.has_value());
        blocks.push_back(*block);
    }
    return AddressSet(std::move(blocks));
}

class IpSetMatcher final : public Matcher {
public:
    IpSetMatcher(const std::vector<std::string>& addresses, std::optional<ForwardedIp> forwarded)
        : set_(address_set(addresses)), forwarded_(std::move(forwarded)) {}
    bool matches(Evaluation& evaluation) override {
        return any_address(evaluation.request, forwarded_,
                           [&](const http::IpAddress& address) { return set_.contains(address); });
    }

private:
    AddressSet set_;
    std::optional<ForwardedIp> forwarded_;
};

class GeoMatcher final : public Matcher {
public:
    GeoMatcher(const GeoMatch& match, const WebAclConfig& config)
        : wanted_(match.countries), forwarded_(match.forwarded) {
        for (const auto& [country, blocks] : config.countries) {
            const bool wanted =
                std::find(match.countries.begin(), match.countries.end(), country) != match.countries.end();
            places_.emplace_back(wanted, address_set(blocks), country);
        }
        unknown_ = std::find(match.countries.begin(), match.countries.end(), "XX") != match.countries.end();
    }
    bool matches(Evaluation& evaluation) override {
        if (const std::string_view said = evaluation.country(); !forwarded_ && !said.empty()) {
            evaluation.labels.push_back(fmt::format("awswaf:clientip:geo:country:{}", said));
            return std::find(wanted_.begin(), wanted_.end(), said) != wanted_.end();
        }
        return any_address(evaluation.request, forwarded_, [&](const http::IpAddress& address) {
            const auto place = std::find_if(places_.begin(), places_.end(),
                                            [&](const Place& one) { return one.blocks.contains(address); });
            // Whatever the verdict, later rules learn where the viewer is.
            const std::string_view country = place == places_.end() ? "XX" : std::string_view(place->country);
            evaluation.labels.push_back(
                fmt::format("awswaf:{}:geo:country:{}", forwarded_ ? "forwardedip" : "clientip", country));
            return place == places_.end() ? unknown_ : place->wanted;
        });
    }

private:
    struct Place {
        Place(bool is_wanted, AddressSet in, std::string name)
            : wanted(is_wanted), blocks(std::move(in)), country(std::move(name)) {}
        bool wanted;
        AddressSet blocks;
        std::string country;
    };
    std::vector<std::string> wanted_;
    std::vector<Place> places_;
    std::optional<ForwardedIp> forwarded_;
    bool unknown_ = false;
};

/// Nobody knows the networks of addresses; an address that is none may match all the same.
class AsnMatcher final : public Matcher {
public:
    explicit AsnMatcher(const AsnMatch& match) : forwarded_(match.forwarded) {}
    bool matches(Evaluation& evaluation) override {
        return any_address(evaluation.request, forwarded_, [](const http::IpAddress&) { return false; });
    }

private:
    std::optional<ForwardedIp> forwarded_;
};

class LabelMatcher final : public Matcher {
public:
    explicit LabelMatcher(const LabelMatch& match) : match_(match) {}
    bool matches(Evaluation& evaluation) override {
        return std::any_of(evaluation.labels.begin(), evaluation.labels.end(), [&](std::string_view label) {
            if (match_.is_namespace)
                return label.starts_with(match_.key) || label.find(":" + match_.key) != std::string_view::npos;
            if (!label.ends_with(match_.key)) return false;
            return label.size() == match_.key.size() || label[label.size() - match_.key.size() - 1] == ':';
        });
    }

private:
    LabelMatch match_;
};

class RateMatcher final : public Matcher {
public:
    RateMatcher(const RateBased& rule, const MatcherParts& parts) : rule_(rule), counter_(rule, parts.context.now()) {
        WT_ASSERT(rule.scope_down.size() <= 1);
        if (!rule.scope_down.empty()) scope_down_ = make_matcher(rule.scope_down.front(), parts);
    }
    bool matches(Evaluation& evaluation) override {
        if (scope_down_ != nullptr && !scope_down_->matches(evaluation)) return false;
        const auto key = aggregate_key(rule_, evaluation);
        return key && counter_.count(*key, evaluation.now);
    }
    std::vector<http::IpAddress> limited(Instant now) override {
        const bool addresses = rule_.key == RateBased::Key::ip || rule_.key == RateBased::Key::forwarded_ip;
        return addresses ? counter_.limited_now(now) : std::vector<http::IpAddress>();
    }

private:
    RateBased rule_;
    RateCounter counter_;
    std::unique_ptr<Matcher> scope_down_;
};

/// And, or, not: how many of the statements must match.
class LogicMatcher final : public Matcher {
public:
    enum class Kind : std::uint8_t { all, any, none };
    LogicMatcher(Kind kind, const std::vector<Statement>& of, const MatcherParts& parts) : kind_(kind) {
        for (const Statement& statement : of) parts_.push_back(make_matcher(statement, parts));
    }
    bool matches(Evaluation& evaluation) override {
        const auto match = [&](const auto& part) { return part->matches(evaluation); };
        switch (kind_) {
            case Kind::all: return std::all_of(parts_.begin(), parts_.end(), match);
            case Kind::any: return std::any_of(parts_.begin(), parts_.end(), match);
            case Kind::none: return std::none_of(parts_.begin(), parts_.end(), match);
        }
        return false;
    }

private:
    Kind kind_;
    std::vector<std::unique_ptr<Matcher>> parts_;
};

struct Maker {
    const MatcherParts& parts;
    using Made = std::unique_ptr<Matcher>;

    Made operator()(const SqliMatch& of) const {
        using Sensitivity = SqliMatch::Sensitivity;
        const InjectionMatcher::Attack high = [](std::string_view text) { return is_sqli(text, Sensitivity::high); };
        const InjectionMatcher::Attack low = [](std::string_view text) { return is_sqli(text, Sensitivity::low); };
        return std::make_unique<InjectionMatcher>(of.inspection, of.sensitivity == Sensitivity::high ? high : low);
    }
    Made operator()(const XssMatch& of) const { return std::make_unique<InjectionMatcher>(of.inspection, is_xss); }
    Made operator()(const ByteMatch& of) const { return std::make_unique<ByteMatcher>(of); }
    Made operator()(const RegexMatch& of) const { return std::make_unique<RegexMatcher>(of); }
    Made operator()(const SizeConstraint& of) const { return std::make_unique<SizeMatcher>(of); }
    Made operator()(const IpSet& of) const { return std::make_unique<IpSetMatcher>(of.addresses, of.forwarded); }
    Made operator()(const GeoMatch& of) const { return std::make_unique<GeoMatcher>(of, parts.config); }
    Made operator()(const LabelMatch& of) const { return std::make_unique<LabelMatcher>(of); }
    Made operator()(const RateBased& of) const { return std::make_unique<RateMatcher>(of, parts); }
    Made operator()(const And& of) const { return logic(LogicMatcher::Kind::all, of.of); }
    Made operator()(const Or& of) const { return logic(LogicMatcher::Kind::any, of.of); }
    Made operator()(const Not& of) const { return logic(LogicMatcher::Kind::none, of.of); }
    Made operator()(const AsnMatch& of) const { return std::make_unique<AsnMatcher>(of); }
    // Groups stand at the top of a rule: see make_group().
    Made operator()(const ManagedGroup&) const { return nullptr; }
    Made operator()(const RuleGroup&) const { return nullptr; }

    [[nodiscard]] Made logic(LogicMatcher::Kind kind, const std::vector<Statement>& of) const {
        return std::make_unique<LogicMatcher>(kind, of, parts);
    }
};

}  // namespace

std::unique_ptr<Matcher> make_matcher(const Statement& statement, const MatcherParts& parts) {
    return std::visit(Maker{parts}, statement.is);
}

std::string pattern_problem(const std::string& pattern) {
    const RE2 made(pattern, RE2::Quiet);
    return made.ok() ? std::string() : fmt::format("\"{}\" is no pattern: {}", pattern, made.error());
}

}  // namespace wt::edge::waf
