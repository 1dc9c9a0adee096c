// What the managed groups make of textbook injections in every place of a request, and of what ordinary clients send.
#include "catch.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>

#include "edge/waf/attack_texts.hpp"
#include "edge/waf/group_world.hpp"
#include "edge/waf/injection.hpp"
#include "edge/waf/ordinary_requests.hpp"

using namespace wt;
using namespace wt::edge::waf;
using namespace wt::edge::waf::test;
using Name = ManagedGroup::Name;

namespace {

constexpr auto high = SqliMatch::Sensitivity::high;

/// No cookie is a text with a ';' in it, and in a path no text begins behind another's name.
[[nodiscard]] bool fits(Spot spot, std::string_view text) {
    return spot != Spot::xml_data || text.find("]]>") == std::string_view::npos;
}

}  // namespace

TEST_CASE("SQL injections are found wherever they stand, whatever the body's type says") {
    Groups sqli({Name::sqli});
    for (const char* text : sql_attacks) {
        REQUIRE(is_sqli(text, high));
        for (const Spot spot : everywhere) {
            if (!fits(spot, text)) continue;
            INFO(text << " in place " << static_cast<int>(spot));
            CHECK(sqli.blocks(request_with(spot, text)));
        }
    }
}

TEST_CASE("scripts are found wherever they stand, by the group of their own and by the core group") {
    Groups xss({Name::xss});
    Groups core({Name::core});
    for (const char* text : scripts) {
        REQUIRE(is_xss(text));
        for (const Spot spot : everywhere) {
            if (!fits(spot, text)) continue;
            INFO(text << " in place " << static_cast<int>(spot));
            CHECK(xss.blocks(request_with(spot, text)));
            CHECK(core.blocks(request_with(spot, text)));
        }
    }
}

TEST_CASE("texts that injections are made into in other ways are found as often as by the detectors themselves") {
    // Blanks as comments, letters in both cases, something before and behind: what of it the detectors know, the groups
    // know in every place.
    Groups groups({Name::sqli, Name::xss});
    std::size_t known = 0;
    std::size_t missed = 0;
    const auto count = [&](const std::string& text, bool detected) {
        if (!detected) return;
        for (const Spot spot : everywhere) {
            if (!fits(spot, text)) continue;
            ++known;
            if (!groups.blocks(request_with(spot, text))) ++missed;
        }
    };
    for (const char* attack : sql_attacks) {
        std::string comments;
        std::string upper;
        for (const char* c = attack; *c != 0; ++c) {
            comments += *c == ' ' ? std::string("/**/") : std::string(1, *c);
            upper += std::isalpha(static_cast<unsigned char>(*c)) != 0 && (c - attack) % 2 == 0
                         ? static_cast<char>(std::toupper(static_cast<unsigned char>(*c)))
                         : *c;
        }
        for (const std::string& text : {comments, upper, attack + std::string(" --"), "17" + std::string(attack)})
            count(text, is_sqli(text, high));
    }
    for (const char* script : scripts) {
        for (const std::string& text : {std::string("hello ") + script, script + std::string(" world"),
                                        "\">" + std::string(script), "\n" + std::string(script)})
            count(text, is_xss(text));
    }
    CHECK(known > 1500);
    CHECK(missed == 0);
}

TEST_CASE("what honest clients send passes, wherever it stands") {
    Groups groups({Name::core, Name::sqli, Name::xss, Name::known_bad_inputs});
    for (const char* text : harmless) {
        for (const Spot spot : everywhere) {
            INFO(text << " in place " << static_cast<int>(spot));
            CHECK(groups.rule_for(request_with(spot, text)) == "");
        }
    }
}

TEST_CASE("of ordinary requests the groups together block fewer than one in a hundred, each fewer than one in 500") {
    constexpr int requests = 4'200;
    const bool tell = std::getenv("WAF_TELL") != nullptr;
    std::map<std::string, int> blocked;
    for (const Name name : {Name::core, Name::sqli, Name::xss, Name::known_bad_inputs}) {
        Groups group({name});
        Ordinary ordinary(11);
        for (int i = 0; i < requests; ++i) {
            const http::Request request = ordinary.next();
            if (!group.blocks(request)) continue;
            ++blocked[std::string(managed_group(name).word)];
            if (tell) {
                UNSCOPED_INFO(group.rule_for(request) << ": " << request.path.view() << "?" << request.query.view()
                                                      << " " << request.body.view().substr(0, 400));
            }
        }
        INFO(managed_group(name).word);
        CHECK(blocked[std::string(managed_group(name).word)] * 500 <= (tell ? -1 : requests));
    }
    Groups all({Name::core, Name::sqli, Name::xss, Name::known_bad_inputs});
    Ordinary ordinary(12);
    int together = 0;
    for (int i = 0; i < requests; ++i) together += all.blocks(ordinary.next()) ? 1 : 0;
    CHECK(together * 100 < requests);
}
